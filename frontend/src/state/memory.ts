/** What the browser remembers of this service: the desk in this tab, and the jobs that were sent from it. */
import type { Draft, Schemas } from "../api/client";

const DESK = "cliffcast.desk";
const AWAITED = "cliffcast.awaited";
const JOBS = "cliffcast.jobs";
const MOST_JOBS = 30;

export interface SentJob {
  id: string;
  label: string;
  draft: Draft;
}

export interface Desk {
  draft: Draft;
  /** The library's entry it began as. */
  origin?: Schemas["ScenarioDetail"] | undefined;
}

/** The job the desk waits for, and the design it was sent with. */
export interface Awaited {
  id: string;
  draft: Draft;
  trials: boolean;
}

export function rememberDesk(desk: Desk): void {
  write(sessionStorage, DESK, desk);
}

export function rememberedDesk(): Desk | undefined {
  return read<Desk>(sessionStorage, DESK);
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
