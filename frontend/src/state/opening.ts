/** What is in the workspace when the page opens, and how a finished job comes back to it. */
import { batch, effect, signal } from "@preact/signals";
import { type Draft, type Job, Refused, type Results, type TrialResults, service } from "../api/client";
import { FIRST_VISIT, arrivals, draft, isSame, openScenario, putInWorkspace, source } from "./draft";
import { liveIsOpen } from "./calibration";
import { type KnownJob, expectEnd, isUnfinished, job } from "./jobs";
import { designOf, isDesign, jobOf } from "./link";
import { firstAnswer, outcome, single } from "./live";
import { type Remembered, type Workspace, rememberWorkspace, rememberedWorkspace } from "./memory";
import { type Run, baseline, keepAgain, keepBaseline, pinAgain, pinDesign, pinned, showTrials } from "./runs";
import { STUDIES, comparison } from "./studies";
import { waitAgain } from "./uncertainty";
import { tab, wantedStudy } from "./view";

/** Why what a link names is not in the workspace. */
export const unopened = signal<string | undefined>(undefined);

/** The job of a link, while it is under way. */
export const linkedJob = signal<string | undefined>(undefined);

/** What this browser had in the workspace comes first, then a real token; a link's design or job takes its place. */
export async function openFirst(): Promise<void> {
  const { hash, search } = window.location;
  const linked = jobOf(search);
  const remembered = rememberedWorkspace();
  const isLinked = linked !== undefined || isDesign(hash);
  if (remembered !== undefined) restore(remembered, !isLinked);
  if (!isLinked) {
    if (remembered === undefined) await openReal();
    return;
  }
  await openLink(linked, hash);
}

/** The address is plain again once its design is in the workspace: a reload brings the design as it has become. */
async function openLink(id: string | undefined, hash: string): Promise<void> {
  unopened.value = undefined;
  try {
    const linked = await designOf(hash);
    if (id !== undefined) await openLinkedJob(id);
    else if (linked !== undefined) restore({ draft: linked, source: { saved: linked }, pinned: [] }, true);
  } catch (error) {
    unopened.value = error instanceof Error ? error.message : String(error);
  }
  if (linkedJob.value !== undefined) return;
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

function restore({ draft: design, source: from, baseline: remembered, pinned: pins }: Workspace, wait: boolean): void {
  const before = remembered && isSame(remembered.draft, design) ? undefined : remembered; // the run on the desk will be kept itself
  awaitsBaseline = before !== undefined;
  putInWorkspace(design, from);
  if (wait) waitAgain(design);
  void firstAnswer().then(() => {
    if (before) void keepAgain(before);
    if (pins.length > 0) void pinAgain(pins);
  });
}

async function openLinkedJob(id: string): Promise<void> {
  const state = await service.status(id).catch((error: unknown) => {
    if (error instanceof Refused && error.status === 404) throw new Error("The service does not know the job of this link any more.");
    throw error;
  });
  if (isUnfinished(state)) void openAtEnd(state);
  else await openEnded(state);
}

/** Show the job's progress until it has ended, and only then what is in it; till then a reload waits again. */
async function openAtEnd(state: Job): Promise<void> {
  linkedJob.value = state.job_id;
  await expectEnd(state);
  linkedJob.value = undefined;
  await openEnded(job(state.job_id)?.state).catch((error: unknown) => (unopened.value = error instanceof Error ? error.message : String(error)));
  window.history.replaceState(null, "", window.location.pathname);
  if (draft.value === undefined) await openReal();
}

async function openEnded(state: Job | "lost" | undefined): Promise<void> {
  if (state === undefined || state === "lost") throw new Error("The service does not know the job of this link any more.");
  if (state.status !== "completed") throw new Error(`The job of this link has no result: ${state.error ?? `it was ${state.status}`}.`);
  await openJob(state);
}

/** Put the design of a finished job in the workspace, and its result where one looks for it. */
export async function openJob({ job_id: id, kind }: Job): Promise<void> {
  if (kind === "simulation" || kind === "monte_carlo") return openRun(id);
  await STUDIES[kind].open(id);
  if (kind === "calibration") liveIsOpen.value = true;
  else {
    tab.value = "What to do";
    wantedStudy.value = kind;
  }
  const other = kind === "comparison" ? comparison.found.value?.answer.config["a"] : undefined;
  if (other !== undefined) await pinDesign("compared with", single(other as Draft));
}

async function openRun(id: string): Promise<void> {
  const results = await service.results<Results | TrialResults>(id);
  const design = results.config;
  batch(() => {
    putInWorkspace(design);
    if ("percentiles" in results) showTrials(design, results);
    else outcome.value = { draft: design, results };
  });
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
