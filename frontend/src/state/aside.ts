/** Unsaved changes that another design has taken the place of: said at once, and one press brings them back. */
import { effect, signal } from "@preact/signals";
import type { Draft } from "../api/client";
import { arrivals, draft, isUnsaved } from "./draft";
import { nameOf } from "./runs";

/** The name of the design whose changes were put aside last. */
export const setAside = signal<string | undefined>(undefined);

export function followAside(): void {
  let before: { draft: Draft; unsaved: boolean } | undefined;
  let seen = arrivals.peek();
  effect(() => {
    const now = draft.value && { draft: draft.value, unsaved: isUnsaved.value };
    const arrived = arrivals.value !== seen;
    seen = arrivals.value;
    if (now === undefined || now.draft === before?.draft) {
      before = now;
      return;
    }
    setAside.value = arrived && before?.unsaved ? nameOf(before.draft) : undefined;
    before = now;
  });
}
