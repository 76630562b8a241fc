/** The designs that no other beats, while a search fills them in and after it: as points where two things are wanted, and as a list. */
import { useMemo } from "preact/hooks";
import { rangeWords, withUnit } from "../charts/format";
import { onDesk, tryFound } from "../state/found";
import { ScrollTable } from "../ScrollTable";
import { Points } from "./Points";
import type { Design, Shown } from "./beaten";
import { type Axis, named, unitOf } from "./goals";
import { type Candidate, movesShown } from "./levers";

interface Props {
  shown: Shown;
  isOver: boolean;
  /** What could be moved: the form's words for what was. */
  candidates: readonly Candidate[];
}

export function Front({ shown, isOver, candidates }: Props) {
  const { axes, start, tried } = shown;
  const [x, y] = axes;
  const front = useMemo(() => shown.front.map((design) => ({ ...design, words: movesShown(design.words, candidates) })), [shown, candidates]);
  const others = front.filter(({ number }) => number !== 0);
  const isBeaten = onDesk.value !== undefined && ![start, ...others].some(({ number }) => number === onDesk.value);
  return (
    <>
      <p role="status">{counted(front.length, tried, isOver)}</p>
      {isBeaten && <p class="careful">The design on the desk is one of this search, and another one beats it by now.</p>}
      {x && y && front.length > 0 && <Points points={others} start={start} x={x} y={y} cause={shown} />}
      <ScrollTable label="Designs that no other beats" heads={["What is different", ...axes.map(named), ""]}>
        {[start, ...others].map((design) => (
          <Row key={design.number} design={design} axes={axes} />
        ))}
      </ScrollTable>
    </>
  );
}

function counted(beaten: number, tried: number, isOver: boolean): string {
  if (beaten === 0) return isOver ? "No design keeps what has to hold." : `None of ${withUnit(tried, "")} designs so far keeps what has to hold.`;
  return `${withUnit(beaten, "")} of ${withUnit(tried, "")} designs ${isOver ? "are" : "so far are"} beaten by no other.`;
}

function Row({ design, axes }: { design: Design; axes: readonly Axis[] }) {
  const { number, words, values, ranges } = design;
  return (
    <tr>
      <th scope="row">{words}</th>
      {axes.map(({ figure, at }, index) => (
        <td key={figure + at}>
          {withUnit(values[index], unitOf(figure), 3)}
          <Range ends={ranges?.[index]} figure={figure} />
        </td>
      ))}
      <td>
        {onDesk.value === number ? (
          <b>On the desk</b>
        ) : (
          <button type="button" aria-label={`Put on the desk: ${words}`} onClick={() => tryFound(design)}>
            Put on the desk
          </button>
        )}
      </td>
    </tr>
  );
}

function Range({ ends, figure }: { ends: readonly [number | null, number | null] | undefined; figure: string }) {
  const [low, high] = ends ?? [null, null];
  if (low === null || high === null) return null;
  return <span class="note">{rangeWords(low, high, unitOf(figure), 2)}</span>;
}
