/** Draws a picture into an element, again when it or the room for it changes. */
import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import type { Drawn } from "./draw";
import { inTurn } from "./drawQueue";

/** Makes a picture of this width. */
export type Drawing = (width: number) => Drawn;

interface Scale {
  (value: number): number;
  invert: (pixel: number) => number;
}

const NOWHERE: Scale = Object.assign(() => 0, { invert: () => 0 });

/** Where a value of the horizontal axis stands in the picture, and which stands at a place of it. */
export function useDrawing(frame: RefObject<HTMLElement | null>, drawing: Drawing, causes: readonly unknown[]): Signal<Scale> {
  const scale = useSignal<Scale>(NOWHERE);
  const width = useWidth(frame);
  useLayoutEffect(
    () =>
      inTurn(() => {
        if (frame.current === null || width === 0) return;
        const drawn = drawing(width);
        frame.current.replaceChildren(drawn);
        const x = drawn.scale("x");
        if (x?.invert) scale.value = Object.assign((value: number) => x.apply(value) as number, { invert: (pixel: number) => x.invert?.(pixel) as number });
      }),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- `drawing` is another each time: its causes say when it draws otherwise
    [width, ...causes],
  );
  return scale;
}

function useWidth(frame: RefObject<HTMLElement | null>): number {
  const width = useSignal(0);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    width.value = element.clientWidth;
    const watching = new ResizeObserver(() => (width.value = element.clientWidth));
    watching.observe(element);
    return () => watching.disconnect();
  }, [frame, width]);
  return width.value;
}
