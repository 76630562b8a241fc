/** Key figures: the server's own numbers, titles and explanations. Here is only which of them are shown, and how. */
import { type Unit, unitOf, withUnit } from "../charts/format";
import { months } from "../charts/months";
import type { Schemas } from "../api/client";
import type { Run } from "../state/runs";

type Name = keyof Schemas["FigureSpreads"];

const SHOWN: readonly Name[] = [
  "final_price",
  "price_change_pct",
  "max_drawdown_pct",
  "max_sell_tokens",
  "max_sell_to_demand_pct",
  "circulating_month_12_pct",
  "fully_diluted_to_market_cap",
  "staking_ratio_pct",
  "burned_pct",
  "treasury_runway_months",
];

export interface Figure {
  name: Name;
  title: string;
  help: string;
  unit: Unit;
}

/** The shown figures that at least one of the runs has. */
export function shownFigures(offered: Schemas["Catalogue"] | undefined, runs: readonly Run[]): Figure[] {
  return SHOWN.filter((name) => runs.some((run) => valueOf(run, name) !== null)).flatMap((name) => {
    const entry = offered?.figures.find((figure) => figure.name === name);
    return entry ? [{ name, title: entry.title, help: entry.description, unit: unitOf(entry.unit) }] : [];
  });
}

/** The median of the trials where there are trials, else the single run's. */
export function valueOf(run: Run, name: Name): number | null {
  const spread = run.trials?.summary.figures[name];
  return spread ? spread.p50 : run.results.summary[name];
}

/** What eight of ten trials stay within; nothing for a single run. */
export function rangeOf(run: Run, { name, unit }: Figure): string | undefined {
  const spread = run.trials?.summary.figures[name];
  if (!spread) return undefined;
  const [low, high] = [withUnit(spread.p10, unit), withUnit(spread.p90, unit)];
  return low === high ? undefined : `8 of 10 trials: ${low} to ${high}`;
}

/** The month a figure belongs to. */
export function monthOf(run: Run, name: Name): string | undefined {
  if (name !== "max_sell_tokens" && name !== "max_sell_to_demand_pct") return undefined;
  const month = valueOf(run, "max_sell_month");
  return month === null ? undefined : `in ${months(run.results)[month] ?? `month ${month}`}`;
}
