import type { Run } from '../state/runs'; export function Outcomes(_: { run: Run }) { return null; }
