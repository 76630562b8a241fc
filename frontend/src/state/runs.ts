/** The runs in the picture: the one in the workspace, the baseline behind it, and those pinned for comparison. */
import { computed, signal } from "@preact/signals";
import { type Draft, type Results, type TrialResults, service } from "../api/client";
import { arrivals, draft } from "./draft";
import { outcome, single } from "./live";
import type { Remembered } from "./memory";

export interface Run {
  id: string;
  label: string;
  draft: Draft;
  /** The path without luck. */
  results: Results;
  /** The bands of a Monte Carlo job over the same design. */
  trials?: TrialResults | undefined;
  /** Whether the design has been changed since those bands were made. */
  trialsAreOld?: boolean;
  /** What the finished trials of a job under way say of the price: its percentiles month by month. */
  partial?: Partial | undefined;
}

export interface Partial {
  trials: number;
  price_percentiles: readonly { percentile: number; price: readonly number[] }[];
}

/** Trials, the design they belong to, and what had been put in the workspace when they were asked for. */
interface Uncertain {
  draft: Draft;
  results: TrialResults;
  arrival: number;
}

const newestTrials = signal<Uncertain | undefined>(undefined);

/** The newest finished Monte Carlo job of what is in the workspace, edited since or not. */
export const uncertain = computed(() => {
  const found = newestTrials.value;
  return found && (found.draft === draft.value || found.arrival === arrivals.value) ? found : undefined;
});

export function showTrials(design: Draft, results: TrialResults): void {
  newestTrials.value = { draft: design, results, arrival: arrivals.value };
}

export function hideTrials(): void {
  newestTrials.value = undefined;
}

/** What the job under way has found so far, and the draft it belongs to. */
export const arriving = signal<{ draft: Draft; partial: Partial } | undefined>(undefined);

/** The run that stays behind as a thin line while the workspace changes. */
export const baseline = signal<Run | undefined>(undefined);

export const pinned = signal<readonly Run[]>([]);

export const MOST_PINNED = 5;

/** The run in the workspace, with the newest bands it has. */
export const current = computed<Run | undefined>(() => {
  const found = outcome.value;
  if (found === undefined) return undefined;
  const bands = uncertain.value;
  const partial = arriving.value?.draft === found.draft ? arriving.value.partial : undefined;
  return { id: "now", label: nameOf(found.draft), ...found, trials: bands?.results, trialsAreOld: bands !== undefined && bands.draft !== found.draft, partial };
});

/** The runs that leave a line behind the one in the workspace: the baseline if anything has changed since, and the pinned. */
export const behind = computed<readonly Run[]>(() => {
  const before = baseline.value;
  const hasChanged = before?.results.manifest.config_hash !== current.value?.results.manifest.config_hash;
  return before !== undefined && hasChanged ? [before, ...pinned.value] : pinned.value;
});

/** Whether the bands belong to an earlier state of the design. */
export const bandsAreOld = computed(() => uncertain.value !== undefined && uncertain.value.draft !== draft.value);

export function keepBaseline(): void {
  const run = current.value;
  if (run !== undefined) baseline.value = { ...run, id: "baseline", label: "before" };
}

let pins = 0;

export function pin(): void {
  const run = current.value;
  if (run === undefined || pinned.value.length >= MOST_PINNED) return;
  pins += 1;
  pinned.value = [...pinned.value, { ...run, id: `pin-${pins}`, label: `${run.label} ${freeLetter()}` }];
}

export function unpin(id: string): void {
  pinned.value = pinned.value.filter((run) => run.id !== id);
}

export function rename(id: string, label: string): void {
  pinned.value = pinned.value.map((run) => (run.id === id ? { ...run, label } : run));
}

/** Make remembered runs again: the service answers the same design with the same numbers. One it now refuses is left out. */
export async function pinAgain(remembered: readonly Remembered[]): Promise<void> {
  const runs = await Promise.all(remembered.map((each) => again(each, `pin-${(pins += 1)}`)));
  pinned.value = runs.filter((run) => run !== undefined);
}

/** Pin a design that is not in the workspace. Throws when the service refuses it. */
export async function pinDesign(label: string, design: Draft): Promise<void> {
  if (pinned.value.length >= MOST_PINNED) throw new Error(`${MOST_PINNED} runs are pinned already: let one go first.`);
  const results = await service.simulate(design, new AbortController().signal);
  pinned.value = [...pinned.value, { id: `pin-${(pins += 1)}`, label, draft: design, results }];
}

export async function keepAgain(remembered: Remembered): Promise<void> {
  baseline.value = await again(remembered, "baseline");
}

async function again({ label, draft: design }: Remembered, id: string): Promise<Run | undefined> {
  try {
    return { id, label, draft: design, results: await service.simulate(single(design), new AbortController().signal) };
  } catch {
    return undefined;
  }
}

export function nameOf(request: Draft): string {
  const name = (request["token"] as { name?: unknown } | undefined)?.name;
  return typeof name === "string" && name !== "" ? name : "Unnamed token";
}

/** The first letter that no pinned run ends with. */
function freeLetter(): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
  return letters.find((letter) => !pinned.value.some(({ label }) => label.endsWith(` ${letter}`))) ?? String(pins);
}
