/** The figures a designer is asked for first: the server's own. To add one, add an entry. */
import { type Unit, withUnit } from "../charts/format";
import { months } from "../charts/months";
import type { Run } from "../state/runs";

export interface Figure {
  label: string;
  unit: Unit;
  help: string;
  value: (run: Run) => number | null | undefined;
  /** A second line below the figure, such as the month it belongs to. */
  note?: (run: Run) => string | undefined;
}

const summary = (run: Run) => run.results.summary;

export const FIGURES: readonly Figure[] = [
  {
    label: "Final price",
    unit: "$",
    help: "Price of a token at the end of the last month; with uncertainty, the median trial's.",
    value: (run) => run.trials?.summary.p50_final_price ?? summary(run).final_price,
    note: ({ trials }) =>
      trials && `8 of 10 trials: ${withUnit(trials.summary.p10_final_price, "$")} to ${withUnit(trials.summary.p90_final_price, "$")}`,
  },
  {
    label: "Price change",
    unit: "%",
    help: "From the start price to the final price.",
    value: (run) => summary(run).price_change_pct,
  },
  {
    label: "Worst drawdown",
    unit: "%",
    help: "Deepest fall of the price from an earlier peak.",
    value: (run) => summary(run).max_drawdown_pct,
  },
  {
    label: "Peak selling",
    unit: "tokens",
    help: "Most tokens that holders sell in one month.",
    value: (run) => summary(run).max_sell_tokens,
    note: (run) => `in ${months(run.results)[summary(run).max_sell_month] ?? "no month"}`,
  },
];
