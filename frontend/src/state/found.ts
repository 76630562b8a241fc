/** The designs that a search finds: each can be put on the desk, also while the search is under way. */
import { batch, computed, signal } from "@preact/signals";
import type { Draft, Path } from "../api/client";
import { draft, edit, withValue } from "./draft";
import { improvement, withTrialsOf } from "./studies";

/** With its request once the search has ended; till then with what makes it of the design as it is. */
export interface Found {
  /** In the order of trying; 0 is the design as it is. */
  number: number;
  request?: Draft;
  patch?: readonly Move[];
}

export interface Move {
  /** A JSON pointer (RFC 6901). */
  pointer: string;
  value: unknown;
}

/** The one that was put on the desk last. */
const tried = signal<{ number: number; draft: Draft | undefined } | undefined>(undefined);

/** The number of the found design that is on the desk. */
export const onDesk = computed(() => {
  if (draft.value === improvement.design.value) return 0;
  return tried.value?.draft === draft.value ? tried.value?.number : undefined;
});

/** Search for designs better than the one on the desk; none of an earlier search is on it any more. */
export async function improve(wanted: object): Promise<void> {
  tried.value = undefined;
  await improvement.ask(wanted);
}

/** Put a found design on the desk; the one before stays behind it, and undo brings it back. */
export function tryFound({ number, request, patch = [] }: Found): void {
  const base = improvement.design.value ?? {};
  batch(() => {
    edit([], number === 0 ? base : withTrialsOf(base, request ?? patched(base, patch)));
    tried.value = { number, draft: draft.value };
  });
}

/** A design with other values in places. */
export function patched(design: Draft, patch: readonly Move[]): Draft {
  return patch.reduce((changed, { pointer, value }) => withValue(changed, stepsOf(pointer), value), design);
}

function stepsOf(pointer: string): Path {
  const steps = pointer.split("/").slice(1);
  return steps.map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll("~1", "/").replaceAll("~0", "~")));
}
