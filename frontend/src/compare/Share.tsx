export function Share(_: object) { return null; }
