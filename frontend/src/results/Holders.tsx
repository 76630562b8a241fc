import type { Run } from '../state/runs'; export function Holders(_: { run: Run }) { return null; }
