/** What the browser remembers of this service: the workspace of this tab and of the last one, own designs, and the jobs that were sent. */
import type { Draft } from "../api/client";
import type { OwnDesign } from "./designs";
import type { Source } from "./draft";

const WORKSPACE = "cliffcast.workspace";
const AWAITED = "cliffcast.awaited";
const DESIGNS = "cliffcast.designs";
const SWITCHES = "cliffcast.switches";
const JOBS = "cliffcast.jobs";
const MOST_JOBS = 30;

export interface SentJob {
  id: string;
  label: string;
  draft: Draft;
}

/** A run to be made again: its design and its name. */
export interface Remembered {
  label: string;
  draft: Draft;
}

export interface Workspace {
  draft: Draft;
  source: Source;
  baseline?: Remembered | undefined;
  pinned: readonly Remembered[];
}

/** The job the workspace waits for, and the design it was sent with. */
export interface Awaited {
  id: string;
  draft: Draft;
  trials: boolean;
}

/** In this tab, and for the tab that is opened after this one is gone. */
export function rememberWorkspace(workspace: Workspace): void {
  write(sessionStorage, WORKSPACE, workspace);
  write(localStorage, WORKSPACE, workspace);
}

export function rememberedWorkspace(): Workspace | undefined {
  return read<Workspace>(sessionStorage, WORKSPACE) ?? read<Workspace>(localStorage, WORKSPACE);
}

/** Whether the browser has kept them. */
export function rememberDesigns(designs: readonly OwnDesign[]): boolean {
  try {
    localStorage.setItem(DESIGNS, JSON.stringify(designs));
    return true;
  } catch {
    return false;
  }
}

export function rememberedDesigns(): readonly OwnDesign[] {
  return read<OwnDesign[]>(localStorage, DESIGNS) ?? [];
}

/** How charts are looked at: log scale, per cent. */
export function rememberSwitches(switches: ReadonlyMap<string, boolean>): void {
  write(localStorage, SWITCHES, [...switches]);
}

export function rememberedSwitches(): ReadonlyMap<string, boolean> {
  return new Map(read<[string, boolean][]>(localStorage, SWITCHES) ?? []);
}

export function rememberAwaited(awaited: Awaited | undefined): void {
  if (awaited) write(sessionStorage, AWAITED, awaited);
  else sessionStorage.removeItem(AWAITED);
}

/** The job a design was waiting for when the page was left; none for another design. */
export function rememberedAwaited(draft: Draft): Awaited | undefined {
  const awaited = read<Awaited>(sessionStorage, AWAITED);
  return awaited && JSON.stringify(awaited.draft) === JSON.stringify(draft) ? { ...awaited, draft } : undefined;
}

export function rememberJob(job: SentJob): void {
  write(localStorage, JOBS, [job, ...rememberedJobs().filter(({ id }) => id !== job.id)].slice(0, MOST_JOBS));
}

export function forgetJob(id: string): void {
  write(
    localStorage,
    JOBS,
    rememberedJobs().filter((job) => job.id !== id),
  );
}

export function rememberedJobs(): readonly SentJob[] {
  return read<SentJob[]>(localStorage, JOBS) ?? [];
}

/** Storage may be full, or forbidden: then the page just forgets. */
function write(storage: Storage, key: string, value: unknown): void {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    storage.removeItem(key);
  }
}

function read<Value>(storage: Storage, key: string): Value | undefined {
  try {
    const text = storage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as Value);
  } catch {
    return undefined;
  }
}
