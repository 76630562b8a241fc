/** Every job this page knows of, followed over one event stream: a browser allows six in all. */
import { computed, effect, signal } from "@preact/signals";
import { type Draft, type Job, Refused, type Schemas, type StudyKind, service, streamUrl } from "../api/client";
import { key } from "../api/key";
import { forgetJob, rememberJob, rememberedJobs } from "./memory";
import { nameOf } from "./runs";

const ASK_MS = 1000;

/** How often a search is asked for its newest front. */
const GENERATION_MS = 400;

type Progress = Schemas["ProgressEvent"] | Schemas["DoneEvent"];

export interface KnownJob {
  id: string;
  /** The token it was about, where this browser sent it. */
  label: string | undefined;
  /** The design it was sent with; a job of another browser has none until it is opened. */
  draft: Draft | undefined;
  /** None before the service has said anything; lost when it does not know the job any more. */
  state: Job | "lost" | undefined;
}

const known = signal<ReadonlyMap<string, KnownJob>>(new Map());

/** Newest first. */
export const jobs = computed(() => [...known.value.values()].sort((a, b) => createdAt(b).localeCompare(createdAt(a))));

export const unfinished = computed(() => jobs.value.filter(({ state }) => isUnfinished(state)).map(({ id }) => id));

export const jobsRefusal = signal<string | undefined>(undefined);

export function job(id: string): KnownJob | undefined {
  return known.value.get(id);
}

export function isUnfinished(state: KnownJob["state"]): boolean {
  return state === undefined || (state !== "lost" && (state.status === "pending" || state.status === "running"));
}

/** Wait for the end of a job that was sent elsewhere. */
export async function expectEnd(state: Job): Promise<void> {
  change(state.job_id, { state });
  await ended(state.job_id);
}

/** Resolves when a job is under way no more. */
export function ended(id: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (isUnfinished(job(id)?.state)) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
}

/** Send a design as a job; resolves when the service has taken it. */
export async function send(draft: Draft): Promise<Schemas["JobAccepted"]> {
  const accepted = await service.submit(draft);
  const sent = { id: accepted.job_id, label: nameOf(draft), draft };
  rememberJob(sent);
  change(sent.id, sent);
  await look(sent.id);
  return accepted;
}

/** Send a study of a design; its id, when the service has taken it. */
export async function sendStudy(kind: StudyKind, draft: Draft, request: object): Promise<string> {
  const { job_id: id } = await service.study(kind, request);
  const sent = { id, label: nameOf(draft), draft };
  rememberJob(sent);
  change(id, sent);
  await look(id);
  return id;
}

export async function cancel(id: string): Promise<void> {
  await service.cancel(id).catch((error: unknown) => {
    if (!(error instanceof Refused)) throw error; // it had ended already: the look below says how
  });
  await look(id);
}

/** Take a lost or finished job off the list of this browser. */
export function forget(id: string): void {
  forgetJob(id);
  const rest = new Map(known.value);
  rest.delete(id);
  known.value = rest;
}

/** Ask for the jobs of the service and of this browser's memory. */
export async function openJobs(): Promise<void> {
  const remembered = new Map(rememberedJobs().map((sent) => [sent.id, sent]));
  try {
    const { jobs: listed } = await service.jobs();
    for (const state of listed) change(state.job_id, { ...remembered.get(state.job_id), state });
    const unlisted = [...remembered.values()].filter(({ id }) => !known.value.has(id));
    for (const sent of unlisted) change(sent.id, sent);
    await Promise.all(unlisted.map(({ id }) => look(id)));
  } catch (error) {
    jobsRefusal.value = error instanceof Error ? error.message : String(error);
  }
}

async function look(id: string): Promise<void> {
  try {
    change(id, { state: await service.status(id) });
  } catch (error) {
    if (error instanceof Refused && error.status === 404) change(id, { state: "lost" });
    else jobsRefusal.value = error instanceof Error ? error.message : String(error);
  }
}

/** Hear of every unfinished job until it is done. */
export function followJobs(): void {
  const wanted = computed(() => unfinished.value.join(","));
  effect(() => {
    if (wanted.value === "") return undefined;
    const ids = wanted.value.split(",");
    if (key.value !== "") return askRegularly(ids);
    const stream = new EventSource(streamUrl(ids));
    stream.onmessage = (message: MessageEvent<string>) => heard(JSON.parse(message.data) as Progress);
    stream.onerror = () => {
      // The stream is refused when one of its jobs is unknown: ask for each, so that the lost ones fall out.
      if (stream.readyState === EventSource.CLOSED) void Promise.all(ids.map(look));
    };
    return () => stream.close();
  });
}

/** An event stream cannot carry a key: where one is needed, the page asks instead. */
function askRegularly(ids: readonly string[]): () => void {
  const asking = window.setInterval(() => ids.forEach((id) => void look(id)), ASK_MS);
  return () => window.clearInterval(asking);
}

function heard(event: Progress): void {
  const before = known.value.get(event.job_id)?.state;
  if (event.type === "done") void look(event.job_id);
  else if (before !== undefined && before !== "lost") {
    const { type: _, ...progress } = event;
    change(event.job_id, { state: { ...before, ...progress } });
    if (before.status !== event.status || hasNews(event, before)) void look(event.job_id);
  }
}

/** Partial results come each time twice as many trials are done, those of a search with each generation; events do not carry them. */
function hasNews({ kind, completed_trials: done }: Progress, { partial, job_id: id }: Job): boolean {
  if (kind === "optimization") return isTimeToLook(id);
  if (done == null || done === 0) return false;
  const known = (partial as { trials?: number } | null)?.trials ?? 0;
  return done >= 2 * known;
}

const lookedAt = new Map<string, number>();

function isTimeToLook(id: string): boolean {
  const now = performance.now();
  if (now - (lookedAt.get(id) ?? 0) < GENERATION_MS) return false;
  lookedAt.set(id, now);
  return true;
}

function change(id: string, news: Partial<KnownJob>): void {
  const before = known.value.get(id) ?? { id, label: undefined, draft: undefined, state: undefined };
  known.value = new Map(known.value).set(id, { ...before, ...news });
}

function createdAt({ state }: KnownJob): string {
  return state === undefined ? "9" : state === "lost" ? "" : state.created_at;
}
