export function Form(_: object) { return null; }
