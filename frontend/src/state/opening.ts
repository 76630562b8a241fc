/** What is in the workspace when the page opens, and how a finished job comes back to it. */
import { effect, signal } from "@preact/signals";
import { type Draft, Refused, type Results, type TrialResults, service } from "../api/client";
import { FIRST_VISIT, arrivals, draft, openScenario, putInWorkspace, source } from "./draft";
import { type KnownJob, canBeOpened, expectEnd } from "./jobs";
import { designOf, isDesign, jobOf } from "./link";
import { outcome } from "./live";
import { type Remembered, type Workspace, rememberWorkspace, rememberedWorkspace } from "./memory";
import { type Run, baseline, keepAgain, keepBaseline, pinAgain, pinned, showTrials } from "./runs";
import { waitAgain } from "./uncertainty";

/** What became of a link: why what it names is not in the workspace, or what it waits for. */
export const unopened = signal<string | undefined>(undefined);

/** What this browser had in the workspace comes first, then a real token; a link's design or job takes its place. */
export async function openFirst(): Promise<void> {
  const { hash, search } = window.location;
  const job = jobOf(search);
  const remembered = rememberedWorkspace();
  const isLinked = job !== undefined || isDesign(hash);
  if (remembered !== undefined) restore(remembered, !isLinked);
  if (!isLinked) {
    if (remembered === undefined) await openReal();
    return;
  }
  await openLink(job, hash);
}

/** The address is plain again once its design is in the workspace: a reload brings the design as it has become. */
async function openLink(job: string | undefined, hash: string): Promise<void> {
  unopened.value = undefined;
  try {
    const linked = await designOf(hash);
    if (job !== undefined) await openLinkedJob(job);
    else if (linked !== undefined) restore({ draft: linked, source: { saved: linked }, pinned: [] }, true);
  } catch (error) {
    unopened.value = error instanceof Error ? error.message : String(error);
  }
  window.history.replaceState(null, "", window.location.pathname);
  if (draft.value === undefined) await openReal();
}

async function openReal(): Promise<void> {
  try {
    await openScenario(FIRST_VISIT);
  } catch (error) {
    unopened.value ??= error instanceof Error ? error.message : String(error);
  }
}

/** Remember the workspace, so that a reload loses nothing; and open a link that is pasted over this page's address. */
export function followWorkspace(): void {
  keepFirstRuns();
  window.addEventListener("hashchange", () => {
    if (isDesign(window.location.hash)) void openLink(undefined, window.location.hash); // other fragments are places on this page
  });
  effect(() => {
    if (draft.value) rememberWorkspace({ draft: draft.value, source: source.value, baseline: baseline.value && toRemember(baseline.value), pinned: pinned.value.map(toRemember) });
  });
}

/** A run without its results: they are made again. */
function toRemember({ label, draft: design }: Run): Remembered {
  return { label, draft: design };
}

let awaitsBaseline = false;

function restore({ draft: design, source: from, baseline: before, pinned: pins }: Workspace, wait: boolean): void {
  awaitsBaseline = before !== undefined;
  putInWorkspace(design, from);
  if (wait) waitAgain(design);
  if (before) void keepAgain(before);
  if (pins.length > 0) void pinAgain(pins);
}

async function openLinkedJob(id: string): Promise<void> {
  const state = await service.status(id).catch((error: unknown) => {
    if (error instanceof Refused && error.status === 404) throw new Error("The service does not know the job of this link any more.");
    throw error;
  });
  if (!canBeOpened(state.kind)) throw new Error(`The job of this link is a ${state.kind.replace("_", " ")}; its result is a table, to be found under Jobs.`);
  if (state.status === "pending" || state.status === "running") {
    unopened.value = "The job of this link is still under way; it opens here when it is done.";
    void expectEnd(state).then(() => openJob(id)).then(() => (unopened.value = undefined), (error: unknown) => (unopened.value = error instanceof Error ? error.message : String(error)));
    return;
  }
  if (state.status !== "completed") throw new Error(`The job of this link has no result: ${state.error ?? `it was ${state.status}`}.`);
  await openJob(id);
}

/** Put the design of a finished job in the workspace, and its result into the picture. */
export async function openJob(id: string): Promise<void> {
  const results = await service.results<Results | TrialResults>(id);
  const design = results.config as Draft;
  putInWorkspace(design);
  if ("percentiles" in results) showTrials(design, results);
}

/** Put the design a job was sent with in the workspace, to change and run it again. */
export function putBack(job: KnownJob): void {
  if (job.draft) putInWorkspace(job.draft);
}

/** The first run of whatever is put in the workspace stays behind every edit, until another one is kept. */
function keepFirstRuns(): void {
  let seen = 0;
  effect(() => {
    if (outcome.value === undefined || arrivals.peek() === seen) return;
    seen = arrivals.peek();
    if (!awaitsBaseline) keepBaseline();
    awaitsBaseline = false;
  });
}
