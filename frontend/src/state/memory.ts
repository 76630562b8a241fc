/** What the browser remembers of this service: the desk in this tab, and the jobs that were sent from it. */
import type { Draft } from "../api/client";

const DESK = "cliffcast.desk";
const JOBS = "cliffcast.jobs";
const MOST_JOBS = 30;

export interface SentJob {
  id: string;
  label: string;
  draft: Draft;
}

export function rememberDesk(draft: Draft): void {
  write(sessionStorage, DESK, draft);
}

export function rememberedDesk(): Draft | undefined {
  return read<Draft>(sessionStorage, DESK);
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
