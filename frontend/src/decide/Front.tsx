/** The designs that no other beats: as points where two things are wanted, and as a list; one press puts one on the desk. */
import { withUnit } from "../charts/format";
import type { Schemas } from "../api/client";
import { draft } from "../state/draft";
import { tryDesign } from "../state/studies";
import { type Point, Points } from "./Points";
import { type Axis, named, unitOf } from "./goals";
import { ScrollTable } from "../ScrollTable";

const AS_IT_IS = "as it is";

type Answer = Schemas["OptimizeResponse"];
type Design = Schemas["OptimizedDesign"];

/** What a search under way tells after each generation. */
export interface FrontSoFar {
  designs_run: number;
  objectives: readonly Axis[];
  front: readonly { changed: string; objectives: readonly (number | null)[] }[];
  start: readonly (number | null)[];
}

/** The front as it fills in. */
export function Filling({ partial }: { partial: FrontSoFar }) {
  const [x, y] = partial.objectives;
  const point = (words: string, [left, up]: readonly (number | null)[]): Point => ({ words, x: left ?? null, y: up ?? null });
  return (
    <>
      <p role="status">{`${withUnit(partial.front.length, "")} of ${withUnit(partial.designs_run, "")} designs so far are beaten by no other.`}</p>
      {x && y && <Points points={partial.front.map(({ changed, objectives }) => point(changed, objectives))} start={point(AS_IT_IS, partial.start)} x={x} y={y} cause={partial} />}
    </>
  );
}

export function Front({ answer }: { answer: Answer }) {
  const axes = answer.objectives as unknown as readonly Axis[];
  const [x, y] = axes;
  const point = (words: string, design: Design): Point => ({ words, x: x ? valueAt(design, x) : null, y: y ? valueAt(design, y) : null, request: design.request });
  return (
    <>
      <p role="status">
        {answer.front.length === 0
          ? "No design keeps what has to hold."
          : `${withUnit(answer.front.length, "")} of ${withUnit(answer.designs_run, "")} designs are beaten by no other.`}
      </p>
      {x && y && <Points points={answer.front.map((design) => point(design.changed, design))} start={point(AS_IT_IS, answer.start)} x={x} y={y} cause={answer} />}
      <ScrollTable label="Designs that no other beats" heads={["What is different", ...axes.map(named), ""]}>
        <Row design={answer.start} axes={axes} words={AS_IT_IS} />
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
        {draft.value === design.request ? (
          <b>On the desk</b>
        ) : (
          <button type="button" aria-label={`Put on the desk: ${words}`} onClick={() => tryDesign(design.request)}>
            Put on the desk
          </button>
        )}
      </td>
    </tr>
  );
}

function valueAt({ figures }: Design, { figure, at }: Axis): number | null {
  return figures?.[figure]?.[at] ?? null;
}
