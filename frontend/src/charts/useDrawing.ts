/** Draws a picture into an element, again when it or the room for it changes: one chart a frame, so typing stays smooth. */
import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { type Picture, draw } from "./draw";
import { inTurn } from "./turns";

interface MonthScale {
  (month: number): number;
  invert: (pixel: number) => number;
}

const NOWHERE: MonthScale = Object.assign(() => 0, { invert: () => 0 });

/** Where a month stands in the picture, and which month stands at a place of it. */
export function useDrawing(frame: RefObject<HTMLElement | null>, picture: Omit<Picture, "width">, causes: readonly unknown[]): Signal<MonthScale> {
  const scale = useSignal<MonthScale>(NOWHERE);
  const width = useWidth(frame);
  useLayoutEffect(
    () =>
      inTurn(() => {
        if (frame.current === null || width === 0) return;
        const drawn = draw({ ...picture, width });
        frame.current.replaceChildren(drawn);
        const x = drawn.scale("x");
        if (x?.apply && x.invert) scale.value = Object.assign((month: number) => x.apply(month) as number, { invert: x.invert as (pixel: number) => number });
      }),
    [width, ...causes],
  );
  return scale;
}

function useWidth(frame: RefObject<HTMLElement | null>): number {
  const width = useSignal(0);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    width.value = element.clientWidth;
    const watching = new ResizeObserver(() => (width.value = element.clientWidth));
    watching.observe(element);
    return () => watching.disconnect();
  }, []);
  return width.value;
}
