/** What is on the desk when the page opens, and how a finished job comes back to it. */
import { effect, signal } from "@preact/signals";
import { type Draft, type Results, type TrialResults, service } from "../api/client";
import { FIRST_VISIT, arrivals, draft, openScenario, origin, putOnDesk } from "./draft";
import type { KnownJob } from "./jobs";
import { designOf, isDesign, jobOf } from "./link";
import { outcome } from "./live";
import { type Desk, rememberDesk, rememberedDesk } from "./memory";
import { keep, uncertain } from "./runs";
import { waitAgain } from "./uncertainty";

/** Why what a link names is not on the desk. */
export const unopened = signal<string | undefined>(undefined);

/** A link's design or job comes first, then what this tab had on the desk, then a real token. */
export async function openFirst(): Promise<void> {
  try {
    const { hash, search } = window.location;
    const linkedJob = jobOf(search);
    const linked = await designOf(hash);
    const desk = linked === undefined ? rememberedDesk() : { draft: linked };
    if (linkedJob !== undefined) await openJob(linkedJob);
    else if (desk !== undefined) putBackDesk(desk);
    else await openScenario(FIRST_VISIT);
  } catch (error) {
    unopened.value = error instanceof Error ? error.message : String(error);
    await openScenario(FIRST_VISIT).catch(() => undefined);
  }
}

/** Remember what is on the desk, so that a reload loses nothing; and open a link that is pasted over this page's address. */
export function followDesk(): void {
  keepFirstRuns();
  window.addEventListener("hashchange", () => {
    if (isDesign(window.location.hash)) void openFirst(); // other fragments are places on this page
  });
  effect(() => {
    if (draft.value) rememberDesk({ draft: draft.value, origin: origin.value });
  });
}

function putBackDesk({ draft: design, origin: scenario }: Desk): void {
  putOnDesk(design, scenario);
  waitAgain(design);
}

/** Put the design of a finished job on the desk, and its result into the picture. */
export async function openJob(id: string): Promise<void> {
  const results = await service.results<Results | TrialResults>(id);
  const design = results.config as Draft;
  if ("percentiles" in results) uncertain.value = { draft: design, results };
  putOnDesk(design);
}

/** Put the design a job was sent with on the desk, to change and run it again. */
export function putBack(job: KnownJob): void {
  if (job.draft) putOnDesk(job.draft);
}

/** The first run of whatever is put on the desk stays behind every edit, until another one is kept. */
function keepFirstRuns(): void {
  let seen = 0;
  effect(() => {
    if (outcome.value === undefined || arrivals.peek() === seen) return;
    seen = arrivals.peek();
    keep();
  });
}
