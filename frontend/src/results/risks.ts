/** How often the trials of a design go wrong: the service's shares, in words. */
import type { TrialResults } from "../api/client";
import { withUnit } from "../charts/format";

const RISKS = {
  probability_below_start: "end below the start price",
  probability_drawdown_over_50_pct: "fall by more than half on the way",
  probability_drawdown_over_80_pct: "fall by more than 80 %",
  probability_drawdown_over_95_pct: "fall by more than 95 %",
} as const;

export function risksOf({ risk }: TrialResults): readonly { label: string; share: string }[] {
  return Object.entries(RISKS).map(([name, label]) => ({ label, share: withUnit(risk[name as keyof typeof RISKS], "share", 3) }));
}
