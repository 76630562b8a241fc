/** Undo and redo: every state the workspace has had since the page was opened, edit by edit. */
import { batch, computed, effect, signal } from "@preact/signals";
import { type Draft } from "../api/client";
import { type Source, draft, newestEdit, source } from "./draft";

/** States one can go back; an edit shares all it leaves alone with the state before. */
const MOST_STEPS = 300;

/** What is typed into one field without a longer rest is one step. */
const REST_MS = 700;

interface Step {
  draft: Draft;
  source: Source;
}

const past = signal<readonly Step[]>([]);
const future = signal<readonly Step[]>([]);

export const canUndo = computed(() => past.value.length > 0);
export const canRedo = computed(() => future.value.length > 0);

let current: Step | undefined;
let travelling = false;
let last: typeof newestEdit = { place: undefined, at: 0 };

export function followHistory(): void {
  effect(() => {
    const next = draft.value && { draft: draft.value, source: source.value };
    if (next === undefined) return;
    const before = current;
    current = next;
    if (before === undefined || travelling || before.draft === next.draft) return;
    if (!goesOn()) past.value = [...past.peek(), before].slice(-MOST_STEPS);
    last = { ...newestEdit };
    future.value = [];
  });
}

/** Whether the newest edit is more of the one before it. */
function goesOn(): boolean {
  return newestEdit.place !== undefined && newestEdit.place === last.place && newestEdit.at - last.at < REST_MS;
}

export function undo(): void {
  const step = past.value.at(-1);
  if (step === undefined || current === undefined) return;
  future.value = [current, ...future.value];
  past.value = past.value.slice(0, -1);
  travel(step);
}

export function redo(): void {
  const [step, ...rest] = future.value;
  if (step === undefined || current === undefined) return;
  past.value = [...past.value, current];
  future.value = rest;
  travel(step);
}

function travel(step: Step): void {
  travelling = true;
  batch(() => {
    source.value = step.source;
    draft.value = step.draft;
  });
  travelling = false;
  last = { place: undefined, at: 0 };
}

/** Ctrl-Z and Ctrl-Y everywhere on the page; in a dialog they belong to its fields. */
export function followUndoKeys(): void {
  document.addEventListener("keydown", (event) => {
    const wanted = wish(event);
    if (wanted === undefined || (event.target instanceof Element && event.target.closest("dialog"))) return;
    event.preventDefault();
    wanted();
  });
}

function wish({ key, ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent): (() => void) | undefined {
  if ((!ctrlKey && !metaKey) || altKey) return undefined;
  if (key.toLowerCase() === "z") return shiftKey ? redo : undo;
  return key.toLowerCase() === "y" ? redo : undefined;
}
