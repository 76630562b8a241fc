/** The designs that no other beats: as points where two things are wanted, and as a list; one press puts one on the desk. */
import * as Plot from "@observablehq/plot";
import { PlainChart } from "../charts/PlainChart";
import { plotted } from "../charts/draw";
import { tick, withUnit } from "../charts/format";
import { colour } from "../charts/palette";
import type { Draft, Schemas } from "../api/client";
import { tryDesign } from "../state/studies";
import { isDark } from "../state/view";
import { unitOf } from "./goals";
import { ScrollTable } from "../ScrollTable";

type Answer = Schemas["OptimizeResponse"];
type Design = Schemas["OptimizedDesign"];

interface Axis {
  figure: string;
  at: "mean" | "p10" | "p50" | "p90";
}

export function Front({ answer }: { answer: Answer }) {
  const axes = answer.objectives as unknown as readonly Axis[];
  const [x, y] = axes;
  return (
    <>
      <p role="status">
        {answer.front.length === 0
          ? "No design keeps what has to hold."
          : `${withUnit(answer.front.length, "")} of ${withUnit(answer.designs_run, "")} designs are beaten by no other.`}
      </p>
      {x && y && <Points answer={answer} x={x} y={y} />}
      <ScrollTable label="Designs that no other beats" heads={["What is different", ...axes.map(named), ""]}>
        <Row design={answer.start} axes={axes} words="as it is" />
        {answer.front.map((design) => (
          <Row key={design.design} design={design} axes={axes} words={design.changed} />
        ))}
      </ScrollTable>
    </>
  );
}

function Row({ design, axes, words }: { design: Design; axes: readonly Axis[]; words: string }) {
  return (
    <tr>
      <th scope="row">{words}</th>
      {axes.map((axis) => (
        <td key={axis.figure + axis.at}>{withUnit(valueAt(design, axis), unitOf(axis.figure), 3)}</td>
      ))}
      <td>
        <button type="button" aria-label={`Put on the desk: ${words}`} onClick={() => tryDesign(design.request as Draft)}>
          Put on the desk
        </button>
      </td>
    </tr>
  );
}

function Points({ answer, x, y }: { answer: Answer; x: Axis; y: Axis }) {
  const points = answer.front.map((design) => ({ words: design.changed, x: valueAt(design, x), y: valueAt(design, y) }));
  const start = [{ words: "as it is", x: valueAt(answer.start, x), y: valueAt(answer.start, y) }];
  const [across, up] = [unitOf(x.figure), unitOf(y.figure)];
  return (
    <PlainChart
      id="front"
      title="Designs that no other beats"
      unit=""
      caption={`Across: ${named(x)}. Up: ${named(y)}. The ring is the design as it is.`}
      words={`${points.length} designs; the one as it is has ${withUnit(start[0]?.x, across, 3)} and ${withUnit(start[0]?.y, up, 3)}.`}
      table={{
        head: "Design",
        columns: [
          { label: named(x), unit: across },
          { label: named(y), unit: up },
        ],
        rows: [...start, ...points].map((point) => ({ name: point.words, values: [point.x, point.y] })),
      }}
      draw={(width) =>
        plotted({
          width,
          height: 240,
          x: { label: null, grid: true, ticks: 6, tickFormat: (value: number) => tick(value, across) },
          y: { label: null, grid: true, ticks: 5, tickFormat: (value: number) => tick(value, up) },
          marks: [
            Plot.dot(points, { x: "x", y: "y", fill: colour(0, isDark.value), r: 4, title: "words" }),
            Plot.dot(start, { x: "x", y: "y", stroke: "currentColor", strokeWidth: 2, r: 6, title: "words" }),
          ],
        })
      }
      causes={[answer]}
    />
  );
}

function valueAt({ figures }: Design, { figure, at }: Axis): number | null {
  return figures?.[figure]?.[at] ?? null;
}

/** A figure in words: final price, median. */
function named({ figure, at }: Axis): string {
  const level = { mean: "mean", p10: "bad luck", p50: "median", p90: "good luck" }[at];
  return `${figure.replace(/_pct$/, "").replaceAll("_", " ")}, ${level}`;
}
