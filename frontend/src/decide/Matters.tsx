/** Which numbers of the design move a figure most: a tornado of Morris' indices, or of Sobol's where those were asked for. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import * as Plot from "@observablehq/plot";
import { PlainChart } from "../charts/PlainChart";
import { plotted } from "../charts/draw";
import { type Unit, tick, withUnit } from "../charts/format";
import { colour } from "../charts/palette";
import type { Schemas } from "../api/client";
import { sensitivity } from "../state/studies";
import { isDark } from "../state/view";
import { type Chosen, LeverTable } from "./LeverTable";
import { StudyStatus } from "./StudyStatus";
import { type Candidate, leverOf } from "./levers";

const MOST = 6;
const FIGURES = { final_price: "Price at the end", max_drawdown_pct: "Worst drawdown", average_price: "Average sale price" } as const;

interface Index {
  parameter: string;
  size: number;
  /** Half the width of its 95 % interval. */
  half: number;
}

/** What is drawn of a method's indices, and what it is. */
const METHODS = {
  morris: { of: "mu_star", column: "mean effect", caption: "Mean size of the effect (Morris' μ*), the largest first; the thin line is where the mean is, at 95 %." },
  sobol: { of: "total_order", column: "part of the variance", caption: "Part of the figure's variance that goes with each number (Sobol's total order), the largest first; the thin line is its 95 % interval." },
} as const;

export function Matters({ candidates }: { candidates: readonly Candidate[] }) {
  const id = useId();
  const figure = useSignal<string>("final_price");
  const chosen = useSignal<Chosen>(new Map());
  const ask = () => sensitivity.ask({ parameters: [...chosen.value.values()].map(leverOf), figure: figure.value, method: "morris" });
  const answer = sensitivity.found.value?.answer;
  return (
    <section class="chart" data-study="sensitivity" aria-labelledby="matters-title">
      <h3 id="matters-title">What matters</h3>
      <p class="quiet">How far each number moves a figure on average, when all chosen ones move between their ends.</p>
      <p class="actions">
        <label for={id}>Figure</label>
        <select id={id} value={figure.value} onChange={({ currentTarget }) => (figure.value = currentTarget.value)}>
          {Object.entries(FIGURES).map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
      </p>
      <LeverTable candidates={candidates} chosen={chosen} most={MOST} />
      <button type="button" class="primary" disabled={chosen.value.size < 1 || sensitivity.job.value !== undefined} onClick={() => void ask()}>
        See what matters
      </button>
      <StudyStatus study={sensitivity} />
      {answer && <Tornado answer={answer} />}
    </section>
  );
}

function Tornado({ answer: { indices, figure, method } }: { answer: Schemas["SensitivityResponse"] }) {
  const { of, column, caption } = METHODS[method];
  const sizes = indices.map((index): Index => ({ parameter: String(index["parameter"]), size: Number(index[of]), half: Number(index[`${of}_ci95`]) }));
  const sorted = sizes.sort((a, b) => b.size - a.size);
  const unit = method === "sobol" ? "share" : figure.endsWith("_pct") ? "%" : "$";
  return (
    <PlainChart
      id="matters"
      title={`What moves it: ${FIGURES[figure as keyof typeof FIGURES] ?? figure}`}
      unit={unit}
      caption={caption}
      words={sorted.map(({ parameter, size }) => `${parameter} ${withUnit(size, unit, 2)}`).join(", ")}
      table={{
        head: "Number",
        columns: [
          { label: column, unit },
          { label: "give or take, at 95 %", unit },
        ],
        rows: sorted.map(({ parameter, size, half }) => ({ name: parameter, values: [size, half] })),
      }}
      draw={(width) => picture(sorted, unit, width)}
      causes={[indices]}
    />
  );
}

function picture(sorted: readonly Index[], unit: Unit, width: number) {
  return plotted({
    width,
    height: 40 + 30 * sorted.length,
    marginLeft: Math.min(240, width / 2),
    y: { label: null, domain: sorted.map(({ parameter }) => parameter) },
    x: { label: null, grid: true, ticks: 5, tickFormat: (value: number) => tick(value, unit) },
    marks: [
      Plot.barX(sorted, { x: "size", y: "parameter", fill: colour(0, isDark.value), fillOpacity: 0.8 }),
      Plot.ruleY(sorted, { y: "parameter", x1: ({ size, half }: Index) => Math.max(0, size - half), x2: ({ size, half }: Index) => size + half, strokeWidth: 1.5 }),
      Plot.ruleX([0]),
    ],
  });
}
