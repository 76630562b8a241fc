/** A chart that is not over months: a picture, a sentence that says what is in it, and its table. */
import { useRef } from "preact/hooks";
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
}

export function PlainChart({ id, title, unit, caption, words, table, draw, causes }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  useDrawing(frame, draw, [...causes, isDark.value]);
  return (
    <ChartFrame id={id} title={title} unit={unit} caption={caption} table={table} picture={frame}>
      <div ref={frame} class="picture" role="img" aria-label={words} />
      <p class="readout">{words}</p>
    </ChartFrame>
  );
}
