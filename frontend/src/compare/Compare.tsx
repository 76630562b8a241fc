export function Compare(_: object) { return null; }
