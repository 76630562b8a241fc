/** A chart that is not over months: a picture, a sentence that says what is in it, and its table. */
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { isDark } from "../state/view";
import { ChartFrame } from "./ChartFrame";
import type { Unit } from "./format";
import { type Drawing, useDrawing } from "./useDrawing";
import type { Table } from "./TableView";

interface Props {
  id: string;
  title: string;
  unit: Unit;
  caption: string;
  /** What the picture shows, in words. */
  words: string;
  table: Table;
  draw: Drawing;
  causes: readonly unknown[];
  /** What is done with the title of a mark that is pointed at, and of one that is pressed. */
  marks?: Marks;
}

export interface Marks {
  point: (title: string) => void;
  press: (title: string) => void;
}

export function PlainChart({ id, title, unit, caption, words, table, draw, causes, marks }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  useDrawing(frame, draw, [...causes, isDark.value]);
  useMarks(frame, marks);
  return (
    <ChartFrame id={id} title={title} unit={unit} caption={caption} table={table} picture={frame}>
      <div ref={frame} class="picture" role="img" aria-label={words} />
      <p class="readout">{words}</p>
    </ChartFrame>
  );
}

/** Hear of marks in the picture; whoever cannot point has the same in a list beside it. */
function useMarks(frame: RefObject<HTMLElement | null>, marks: Marks | undefined): void {
  useEffect(() => {
    const element = frame.current;
    if (element === null || marks === undefined) return undefined;
    const hear = (tell: (title: string) => void) => (event: Event) => {
      const title = event.target instanceof Element ? event.target.closest("circle")?.querySelector("title")?.textContent : undefined;
      if (title) tell(title);
    };
    const [pointed, pressed] = [hear(marks.point), hear(marks.press)];
    element.addEventListener("pointerover", pointed);
    element.addEventListener("click", pressed);
    return () => {
      element.removeEventListener("pointerover", pointed);
      element.removeEventListener("click", pressed);
    };
  }, [frame, marks]);
}
