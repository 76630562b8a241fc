export function Jobs(_: object) { return null; }
