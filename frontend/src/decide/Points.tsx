/** The designs that no other beats as points, beside the design as it is, where at least two things are wanted. */
import { useSignal } from "@preact/signals";
import * as Plot from "@observablehq/plot";
import { PlainChart } from "../charts/PlainChart";
import { plotted } from "../charts/draw";
import { tick, withUnit } from "../charts/format";
import { colour } from "../charts/palette";
import type { Draft } from "../api/client";
import { tryDesign } from "../state/studies";
import { isDark } from "../state/view";
import { type Axis, named, unitOf } from "./goals";

export interface Point {
  words: string;
  x: number | null;
  y: number | null;
  /** The design itself; none while the search is under way. */
  request?: Draft;
}

interface Props {
  points: readonly Point[];
  start: Point;
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
  const press = (words: string) => {
    const request = all.find((point) => point.words === words)?.request;
    if (request) tryDesign(request);
  };
  const shown = all.find((point) => point.words === pointed.value) ?? start;
  return (
    <PlainChart
      id="front"
      title="Designs that no other beats"
      unit=""
      caption={`Across: ${named(x)}. Up: ${named(y)}. The ring is the design as it is. Point at a design to read it, press it to put it on the desk.`}
      words={`${shown.words}: ${withUnit(shown.x, across, 3)} and ${withUnit(shown.y, up, 3)}.`}
      table={{
        head: "Design",
        columns: [
          { label: named(x), unit: across },
          { label: named(y), unit: up },
        ],
        rows: all.map((point) => ({ name: point.words, values: [point.x, point.y] })),
      }}
      draw={(width) =>
        plotted({
          width,
          height: 240,
          x: { label: null, grid: true, ticks: 6, tickFormat: (value: number) => tick(value, across) },
          y: { label: null, grid: true, ticks: 5, tickFormat: (value: number) => tick(value, up) },
          marks: [
            Plot.dot(points, { x: "x", y: "y", fill: colour(0, isDark.value), r: 5, title: "words" }),
            Plot.dot([start], { x: "x", y: "y", stroke: "currentColor", fill: "transparent", strokeWidth: 2, r: 7, title: "words" }),
          ],
        })
      }
      causes={[cause]}
      marks={{ point: (words) => (pointed.value = words), press }}
    />
  );
}
