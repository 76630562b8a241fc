/** The designs that no other beats as points, beside the design as it is, where at least two things are wanted. */
import { useSignal } from "@preact/signals";
import * as Plot from "@observablehq/plot";
import { PlainChart } from "../charts/PlainChart";
import { plotted } from "../charts/draw";
import { tick, withUnit } from "../charts/format";
import { colour } from "../charts/palette";
import { onDesk, tryFound } from "../state/found";
import { isDark } from "../state/view";
import type { Design } from "./beaten";
import { type Axis, named, unitOf } from "./goals";

interface Props {
  points: readonly Design[];
  start: Design;
  x: Axis;
  y: Axis;
  /** What the points were made of: the picture is drawn again when it changes. */
  cause: object;
}

/** Points can be pointed at, and one press puts one on the desk; the list below says the same to those who do not see it. */
export function Points({ points, start, x, y, cause }: Props) {
  const pointed = useSignal<string | undefined>(undefined);
  const [across, up] = [unitOf(x.figure), unitOf(y.figure)];
  const all = [start, ...points];
  const at = (words: string | undefined) => all.find((point) => point.words === words);
  const press = (words: string) => {
    const found = at(words);
    if (found) tryFound(found);
  };
  const shown = at(pointed.value) ?? all.find(({ number }) => number === onDesk.value) ?? start;
  return (
    <PlainChart
      id="front"
      title="Designs that no other beats"
      unit=""
      caption={`Across: ${wish(x)}. Up: ${wish(y)}. The ring is the design as it is, the large point the one on the desk. Point at a design to read it, press it to put it on the desk.`}
      words={`${shown.words}: ${withUnit(shown.values[0], across, 3)} and ${withUnit(shown.values[1], up, 3)}.`}
      table={{
        head: "Design",
        columns: [
          { label: named(x), unit: across },
          { label: named(y), unit: up },
        ],
        rows: all.map(({ words, values: [left = null, height = null] }) => ({ name: words, values: [left, height] })),
      }}
      draw={(width) => picture(all, [x, y], width)}
      causes={[cause, onDesk.value]}
      marks={{ point: (words) => (pointed.value = words), press }}
    />
  );
}

function picture([start, ...points]: readonly Design[], [x, y]: readonly [Axis, Axis], width: number) {
  const at = { x: ({ values }: Design) => values[0], y: ({ values }: Design) => values[1], title: "words" };
  return plotted({
    width,
    height: 260,
    marginTop: 24,
    marginBottom: 36,
    x: { label: `${named(x)} →`, labelAnchor: "center", grid: true, ticks: 6, tickFormat: (value: number) => tick(value, unitOf(x.figure)) },
    y: { label: `↑ ${named(y)}`, grid: true, ticks: 5, tickFormat: (value: number) => tick(value, unitOf(y.figure)) },
    marks: [
      Plot.dot(points, { ...at, fill: colour(0, isDark.value), fillOpacity: 0.8, r: ({ number }: Design) => (number === onDesk.value ? 9 : 5) }),
      Plot.dot(start ? [start] : [], { ...at, stroke: "currentColor", fill: "transparent", strokeWidth: 2, r: 7 }),
    ],
    inset: 12,
    r: { type: "identity" },
  });
}

/** What is wanted of a figure: Price at the end, median, the more the better. */
function wish(axis: Axis): string {
  return `${named(axis)}, the ${axis.goal === "max" ? "more" : "less"} the better`;
}
