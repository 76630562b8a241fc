/** The designs that no other beats, as a search tells them on its way and at its end. */
import type { Schemas } from "../api/client";
import type { Found, Move } from "../state/found";
import type { Axis } from "./goals";

type Answer = Schemas["OptimizeResponse"];

/** What a search under way tells after each generation. */
export interface FrontSoFar {
  designs_run: number;
  objectives: readonly Axis[];
  front: readonly { design: number; changed: string; objectives: Values; patch: readonly Move[] }[];
  start: Values;
}

/** What a design has of each figure that is wanted. */
type Values = readonly (number | null)[];

/** A design of a front: what is different in it, and what it has of what is wanted. */
export interface Design extends Found {
  words: string;
  values: Values;
  /** Where eight of ten trials are, of each figure; known once the search has ended. */
  ranges?: readonly (readonly [number | null, number | null])[];
}

/** A front as it is drawn. */
export interface Shown {
  axes: readonly Axis[];
  start: Design;
  front: readonly Design[];
  /** How many designs have been tried. */
  tried: number;
}

const AS_IT_IS = "as it is";

export function soFar({ objectives: axes, front, start, designs_run: tried }: FrontSoFar): Shown {
  return {
    axes,
    tried,
    start: { number: 0, words: AS_IT_IS, values: start },
    front: front.map(({ design: number, changed: words, objectives: values, patch }) => ({ number, words, values, patch })),
  };
}

export function atTheEnd({ objectives, front, start, designs_run: tried }: Answer): Shown {
  const axes = objectives as unknown as readonly Axis[];
  const design = ({ design: number, changed: words, figures, request }: Answer["start"]): Design => ({
    number,
    words,
    request,
    values: axes.map(({ figure, at }) => figures?.[figure]?.[at] ?? null),
    ranges: axes.map(({ figure }) => [figures?.[figure]?.p10 ?? null, figures?.[figure]?.p90 ?? null]),
  });
  return { axes, tried, start: { ...design(start), words: AS_IT_IS }, front: front.map(design) };
}
