/** Every edit runs again: debounced, the latest wins, and what went wrong is said where it belongs. */
import { batch, effect, signal, untracked } from "@preact/signals";
import { type Draft, type FieldProblem, Refused, type Results, type Schemas, Unreachable, pathKey, service } from "../api/client";
import { draft } from "./draft";

const REST_MS = 250;

/** How long to wait before asking a service again that could not be reached. */
const AGAIN_MS = 2000;

/** The newest single run, and the draft it belongs to. */
export const outcome = signal<{ draft: Draft; results: Results } | undefined>(undefined);

export const running = signal(false);

/** What the service objects to, by `pathKey`. */
export const problems = signal<ReadonlyMap<string, string>>(new Map());

/** What stops the whole run, in a sentence; none when all is well. */
export const refusal = signal<string | undefined>(undefined);

/** Design checks, estimate and preview of the draft. */
export const report = signal<Schemas["ValidationReport"] | undefined>(undefined);

/** A run too large to answer while one waits: it must be submitted as a job. */
export const tooLarge = signal(false);

let latest: AbortController | undefined;

let waiting: number | undefined;

/** Follow the draft; the first one in the workspace runs at once. */
export function followDraft(): void {
  effect(() => {
    const now = draft.value;
    if (now !== undefined) runIn(outcome.peek() === undefined ? 0 : REST_MS, now);
  });
  window.addEventListener("online", () => {
    if (refusal.value !== undefined && draft.value !== undefined) runIn(0, draft.value);
  });
}

/** Resolves when the first run is there, or why there is none. */
export function firstAnswer(): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (outcome.value === undefined && refusal.value === undefined) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
}

function runIn(rest: number, now: Draft): void {
  window.clearTimeout(waiting);
  if (rest > 0) waiting = window.setTimeout(() => void run(now), rest);
  else untracked(() => void run(now)); // a timer would wait until all that draws has been read
}

async function run(now: Draft): Promise<void> {
  latest?.abort();
  const mine = (latest = new AbortController());
  running.value = true;
  const known = outcome.peek(); // the answer may have come with the design: a job's, or the one before an undone edit
  const answer = known?.draft === now ? Promise.resolve(known.results) : service.simulate(single(now), mine.signal);
  const checks = service.validate(now, mine.signal).then(
    (checked) => {
      if (latest === mine) report.value = checked;
    },
    () => undefined, // what is wrong with the request is said by the run itself
  );
  try {
    const next = { draft: now, results: await answer };
    if (latest === mine) settle(next);
  } catch (error) {
    if (latest === mine) object(error);
    if (latest === mine && error instanceof Unreachable) runIn(AGAIN_MS, now);
  }
  await checks;
  if (latest === mine) running.value = false;
}

/** The draft as one run: uncertainty is a job of its own. */
export function single({ monte_carlo: _, ...rest }: Draft): Draft {
  return rest;
}

function settle(next: { draft: Draft; results: Results }): void {
  batch(() => {
    outcome.value = next;
    problems.value = new Map();
    refusal.value = undefined;
    tooLarge.value = false;
  });
}

function object(error: unknown): void {
  batch(() => {
    const fields = error instanceof Refused ? error.fields : [];
    problems.value = byPath(fields);
    tooLarge.value = fields.some(({ type }) => type === "needs_a_job");
    refusal.value = error instanceof Error ? error.message : String(error);
  });
}

export function byPath(fields: readonly FieldProblem[]): ReadonlyMap<string, string> {
  return new Map(fields.map(({ path, message }) => [pathKey(path), message]));
}
