/** Which numbers of the design move a figure most: a tornado of Morris' indices. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import * as Plot from "@observablehq/plot";
import { PlainChart } from "../charts/PlainChart";
import { plotted } from "../charts/draw";
import { tick, withUnit } from "../charts/format";
import { colour } from "../charts/palette";
import { sensitivity } from "../state/studies";
import { isDark } from "../state/view";
import { type Chosen, LeverTable } from "./LeverTable";
import { StudyStatus } from "./StudyStatus";
import type { Candidate } from "./levers";

const MOST = 6;
const FIGURES = { final_price: "Price at the end", max_drawdown_pct: "Worst drawdown", average_price: "Average sale price" } as const;

interface Index {
  parameter: string;
  mu_star: number;
}

export function Matters({ candidates }: { candidates: readonly Candidate[] }) {
  const id = useId();
  const figure = useSignal<string>("final_price");
  const chosen = useSignal<Chosen>(new Map());
  const ask = () => sensitivity.ask({ parameters: [...chosen.value.values()], figure: figure.value, method: "morris" });
  const answer = sensitivity.found.value?.answer;
  return (
    <section class="chart" data-study="sensitivity" aria-labelledby="matters-title">
      <h3 id="matters-title">What matters</h3>
      <p class="quiet">How far each number moves a figure on average, when all chosen ones move between their ends.</p>
      <label for={id}>Figure </label>
      <select id={id} value={figure.value} onChange={({ currentTarget }) => (figure.value = currentTarget.value)}>
        {Object.entries(FIGURES).map(([name, words]) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </select>
      <LeverTable candidates={candidates} chosen={chosen} most={MOST} />
      <button type="button" class="primary" disabled={chosen.value.size < 1 || sensitivity.job.value !== undefined} onClick={() => void ask()}>
        See what matters
      </button>
      <StudyStatus study={sensitivity} />
      {answer && <Tornado indices={answer.indices as unknown as Index[]} figure={answer.figure} />}
    </section>
  );
}

function Tornado({ indices, figure }: { indices: readonly Index[]; figure: string }) {
  const sorted = [...indices].sort((a, b) => b.mu_star - a.mu_star);
  const unit = figure.endsWith("_pct") ? "%" : "$";
  const words = sorted.map(({ parameter, mu_star: size }) => `${parameter} ${withUnit(size, unit, 2)}`).join(", ");
  return (
    <PlainChart
      id="matters"
      title={`What moves it: ${FIGURES[figure as keyof typeof FIGURES] ?? figure}`}
      unit={unit}
      caption="Mean size of the effect (Morris' μ*), the largest first."
      words={words}
      table={{ head: "Number", columns: [{ label: "mean effect", unit }], rows: sorted.map(({ parameter, mu_star: size }) => ({ name: parameter, values: [size] })) }}
      draw={(width) =>
        plotted({
          width,
          height: 40 + 30 * sorted.length,
          marginLeft: Math.min(240, width / 2),
          y: { label: null, domain: sorted.map(({ parameter }) => parameter) },
          x: { label: null, grid: true, ticks: 5, tickFormat: (value: number) => tick(value, unit) },
          marks: [Plot.barX(sorted, { x: "mu_star", y: "parameter", fill: colour(0, isDark.value) }), Plot.ruleX([0])],
        })
      }
      causes={[indices]}
    />
  );
}
