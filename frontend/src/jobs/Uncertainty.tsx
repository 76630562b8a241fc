export function Uncertainty(_: object) { return null; }
