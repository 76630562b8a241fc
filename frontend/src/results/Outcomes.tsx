/** Where the trials end: the spread of the final price, and how often it goes wrong. */
import * as Plot from "@observablehq/plot";
import { PlainChart } from "../charts/PlainChart";
import { plotted } from "../charts/draw";
import { tick, withUnit } from "../charts/format";
import { colour } from "../charts/palette";
import type { TrialResults } from "../api/client";
import type { Run } from "../state/runs";
import { isDark } from "../state/view";
import { risksOf } from "./risks";

/** From so many times the lowest final price on, the axis is logarithmic. */
const WIDE = 20;
const BINS = 30;

interface Bin {
  low: number;
  high: number;
  trials: number;
}

export function Outcomes({ run }: { run: Run }) {
  const { trials } = run;
  if (trials === undefined) return <p class="quiet">One run is one path. Switch uncertainty on to see where a thousand end, and how often it goes wrong.</p>;
  const bins = binsOf(trials);
  return (
    <>
      <PlainChart
        id="outcomes"
        title="Final prices"
        unit="trials"
        caption="How many trials end at which price. The line is the median; the shade around it is where the true median is, at 95 %; the dashed line is the start price."
        words={words(trials)}
        table={{
          head: "Final price",
          columns: [{ label: "trials", unit: "" }],
          rows: bins.map(({ low, high, trials: count }) => ({ name: `${withUnit(low, "$")} to ${withUnit(high, "$")}`, values: [count] })),
        }}
        draw={(width) => picture(bins, trials, run.results.summary.initial_price, width)}
        causes={[run]}
      />
      <Risks trials={trials} />
    </>
  );
}

function Risks({ trials }: { trials: TrialResults }) {
  return (
    <section class="chart" aria-labelledby="risk-title">
      <h3 id="risk-title">
        Risk <span class="unit">% of trials</span>
      </h3>
      <dl class="risks">
        {risksOf(trials).map(({ label, share }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{share}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">
        {trials.convergence.converged
          ? "The mean price has settled: more trials would change little."
          : "The mean price has not settled yet: a few extreme trials still move it. Trust the median, or run more trials."}
      </p>
    </section>
  );
}

/** The trials by final price: in bins that are each as many times as high as the last where they spread over much, else the service's. */
function binsOf({ trials, histogram: { edges, counts } }: TrialResults): Bin[] {
  const prices = trials.map(({ final_price: price }) => price);
  const [low, high] = [Math.min(...prices), Math.max(...prices)];
  if (!(low > 0) || high < WIDE * low) return counts.map((count, index) => ({ low: edges[index] ?? 0, high: edges[index + 1] ?? 0, trials: count }));
  const step = Math.log(high / low) / BINS;
  const place = (price: number) => Math.min(BINS - 1, Math.floor(Math.log(price / low) / step));
  const edge = (index: number) => low * Math.exp(step * index);
  return Array.from({ length: BINS }, (_, index) => ({ low: edge(index), high: edge(index + 1), trials: prices.filter((price) => place(price) === index).length }));
}

function middle(trials: TrialResults) {
  return trials.percentiles.find(({ percentile }) => percentile === 50);
}

function words(trials: TrialResults): string {
  const { p10_final_price: low, p50_final_price: median, p90_final_price: high } = trials.summary;
  return `Half of the trials end above ${withUnit(median, "$", 3)}; eight of ten end between ${withUnit(low, "$", 3)} and ${withUnit(high, "$", 3)}.`;
}

/** Whether final prices spread over so much that a linear axis would be one bar and a tail. */
function isWide(bins: readonly Bin[]): boolean {
  const [low, high] = [bins[0]?.low ?? 0, bins.at(-1)?.high ?? 0];
  return low > 0 && high > WIDE * low;
}

function picture(bins: Bin[], trials: TrialResults, start: number, width: number) {
  const paint = colour(0, isDark.value);
  const median = middle(trials);
  const [low, high] = median?.final_price_ci95 ?? [];
  return plotted({
    width,
    height: 220,
    x: { type: isWide(bins) ? "log" : "linear", label: null, tickFormat: (value: number) => tick(value, "$"), ticks: 6 },
    y: { label: null, grid: true, ticks: 5 },
    marks: [
      Plot.rectY(bins, { x1: "low", x2: "high", y: "trials", fill: paint, fillOpacity: 0.75, inset: 0.5 }),
      ...(low != null && high != null ? [Plot.rectX([{ low, high }], { x1: "low", x2: "high", fill: "currentColor", fillOpacity: 0.18 })] : []),
      ...(median ? [Plot.ruleX([median.final_price], { stroke: "currentColor", strokeWidth: 1.5 })] : []),
      Plot.ruleX([start], { strokeDasharray: "2 3" }),
      Plot.text([start], { x: start, text: () => "start", frameAnchor: "top", textAnchor: "start", dx: 4 }),
      Plot.ruleY([0]),
    ],
  });
}
