export function JobsButton(_: object) { return null; }
