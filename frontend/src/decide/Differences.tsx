/** How much two designs differ, world by world. */
import * as Plot from "@observablehq/plot";
import { PlainChart } from "../charts/PlainChart";
import { plotted } from "../charts/draw";
import { tick, withUnit } from "../charts/format";
import { colour } from "../charts/palette";
import type { Schemas } from "../api/client";
import { isDark } from "../state/view";
import { COMPARED, type Compared, differenceWords } from "./compared";

const BINS = 24;
/** Worlds further out than all but so many of a hundred on either side are drawn with the last bar. */
const TAIL = 0.05;

interface Bin {
  low: number;
  high: number;
  trials: number;
  better: boolean;
}

export function Differences({ answer, figure }: { answer: Schemas["CompareResponse"]; figure: Compared }) {
  const { words, better, unit } = COMPARED[figure];
  const more = answer.figures[figure]?.better === "more";
  const bins = binsOf(
    answer.trials.map(({ a, b }) => (b[figure] ?? 0) - (a[figure] ?? 0)),
    more,
  );
  return (
    <PlainChart
      id="differences"
      title={`Difference in ${words}`}
      unit="trials"
      caption="The design on the desk less the other, world by world. To the filled side of the line the one on the desk is better. The outermost bars hold the rest of the tails."
      words={`${withUnit(answer.num_trials, "")} worlds; in ${withUnit(answer.figures[figure]?.probability_b_beats_a, "share", 2)} of them the design on the desk has ${better}.`}
      table={{
        head: "Difference",
        columns: [{ label: "trials", unit: "" }],
        rows: bins.map(({ low, high, trials }) => ({ name: `${differenceWords(low, unit, 3)} to ${differenceWords(high, unit, 3)}`, values: [trials] })),
      }}
      draw={(width) =>
        plotted({
          width,
          height: 200,
          x: { label: null, ticks: 6, tickFormat: (value: number) => `${value > 0 ? "+" : value < 0 ? "−" : ""}${tick(Math.abs(value), unit)}` },
          y: { label: null, grid: true, ticks: 4 },
          marks: [
            ...[true, false].map((better) => bars(bins, better)),
            Plot.ruleX([0], { strokeWidth: 1.5 }),
            Plot.ruleY([0]),
          ],
        })
      }
      causes={[answer, figure]}
    />
  );
}

/** Where the design on the desk is better the bars are full, else pale. */
function bars(bins: readonly Bin[], better: boolean) {
  const some = bins.filter((bin) => bin.better === better);
  return Plot.rectY(some, { x1: "low", x2: "high", y: "trials", fill: colour(0, isDark.value), fillOpacity: better ? 0.8 : 0.3, inset: 0.5 });
}

/** Bins that break at no difference, so that each is better or worse as a whole. */
function binsOf(differences: readonly number[], more: boolean): Bin[] {
  const sorted = [...differences].sort((one, other) => one - other);
  const cut = Math.floor(TAIL * sorted.length);
  const [least, most] = [Math.min(sorted[cut] ?? 0, 0), Math.max(sorted.at(-1 - cut) ?? 0, 0)];
  const step = (most - least) / BINS || 1;
  const [first, last] = [Math.floor(least / step), Math.max(Math.ceil(most / step), Math.floor(least / step) + 1) - 1];
  const place = (value: number) => Math.min(last, Math.max(first, Math.floor(value / step)));
  const counts = new Map<number, number>();
  for (const value of differences) counts.set(place(value), (counts.get(place(value)) ?? 0) + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index).map((bin) => ({ low: bin * step, high: (bin + 1) * step, trials: counts.get(bin) ?? 0, better: more === bin >= 0 }));
}
