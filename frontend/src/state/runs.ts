/** The runs in the picture: the one on the desk, the one kept behind it, and those pinned for comparison. */
import { computed, signal } from "@preact/signals";
import type { Draft, Results, TrialResults } from "../api/client";
import { draft } from "./draft";
import { outcome } from "./live";

export interface Run {
  id: string;
  label: string;
  draft: Draft;
  results: Results;
  /** The bands of a Monte Carlo job over the same draft. */
  trials?: TrialResults | undefined;
  /** What the finished trials of a job under way say of the price: its percentiles month by month. */
  partial?: Partial | undefined;
}

export interface Partial {
  trials: number;
  price_percentiles: readonly { percentile: number; price: readonly number[] }[];
}

/** The newest finished Monte Carlo job, and the draft it belongs to. */
export const uncertain = signal<{ draft: Draft; results: TrialResults } | undefined>(undefined);

/** What the job under way has found so far, and the draft it belongs to. */
export const arriving = signal<{ draft: Draft; partial: Partial } | undefined>(undefined);

/** The run that stays behind as a thin line while the desk changes. */
export const kept = signal<Run | undefined>(undefined);

export const pinned = signal<readonly Run[]>([]);

export const MOST_PINNED = 5;

/** The run on the desk; its bands only as long as nothing has been changed since. */
export const current = computed<Run | undefined>(() => {
  const single = outcome.value;
  if (single === undefined) return undefined;
  const trials = uncertain.value?.draft === single.draft ? uncertain.value.results : undefined;
  const partial = arriving.value?.draft === single.draft ? arriving.value.partial : undefined;
  return { id: "now", label: nameOf(single.draft), ...single, trials, partial };
});

/** The runs that leave a line behind the one on the desk: the kept one if anything has changed since, and the pinned. */
export const behind = computed<readonly Run[]>(() => {
  const before = kept.value;
  const hasChanged = before?.results.manifest.config_hash !== current.value?.results.manifest.config_hash;
  return before !== undefined && hasChanged ? [before, ...pinned.value] : pinned.value;
});

/** Whether the bands on the desk belong to an earlier state of it. */
export const bandsAreOld = computed(() => uncertain.value !== undefined && uncertain.value.draft !== draft.value);

export function keep(): void {
  const run = current.value;
  if (run !== undefined) kept.value = { ...run, id: "kept", label: "kept" };
}

let pins = 0;

export function pin(): void {
  const run = current.value;
  if (run === undefined || pinned.value.length >= MOST_PINNED) return;
  pins += 1;
  pinned.value = [...pinned.value, { ...run, id: `pin-${pins}`, label: `${run.label} ${letter(pins)}` }];
}

export function unpin(id: string): void {
  pinned.value = pinned.value.filter((run) => run.id !== id);
}

export function rename(id: string, label: string): void {
  pinned.value = pinned.value.map((run) => (run.id === id ? { ...run, label } : run));
}

export function nameOf(request: Draft): string {
  const name = (request["token"] as { name?: unknown } | undefined)?.name;
  return typeof name === "string" && name !== "" ? name : "Unnamed token";
}

function letter(count: number): string {
  return String.fromCharCode("A".charCodeAt(0) + ((count - 1) % 26));
}
