/** The figures a designer is asked for first; the server's own, with what they were before. */
import { type Unit, withUnit } from "../charts/format";
import { months } from "../charts/months";
import type { Results } from "../api/client";
import type { Run } from "../state/runs";

interface Figure {
  label: string;
  unit: Unit;
  help: string;
  value: (results: Results) => number | null | undefined;
}

const FIGURES: readonly Figure[] = [
  { label: "Final price", unit: "$", help: "Price of a token at the end of the last month.", value: ({ summary }) => summary.final_price },
  { label: "Price change", unit: "%", help: "From the start price to the final price.", value: ({ summary }) => summary.price_change_pct },
  { label: "Worst drawdown", unit: "%", help: "Deepest fall from an earlier peak.", value: ({ summary }) => summary.max_drawdown_pct },
];

export function Figures({ run, kept }: { run: Run; kept: Run | undefined }) {
  const names = months(run.results);
  return (
    <dl class="figures" aria-label="Key figures">
      {FIGURES.map((figure) => (
        <div key={figure.label} title={figure.help}>
          <dt>{figure.label}</dt>
          <dd>
            {withUnit(figure.value(run.results), figure.unit)}
            {kept && <span class="before">before {withUnit(figure.value(kept.results), figure.unit)}</span>}
          </dd>
        </div>
      ))}
      <div title="The month in which holders sell most.">
        <dt>Peak selling</dt>
        <dd>
          {withUnit(run.results.summary.max_sell_tokens, "tokens")}
          <span class="before">in {names[run.results.summary.max_sell_month]}</span>
        </dd>
      </div>
    </dl>
  );
}
