/** The workspace's own job: a thousand trials of the design for its bands, or a run too large to wait for. */
import { computed, effect, signal } from "@preact/signals";
import { type Draft, Refused, type Results, type TrialResults, service } from "../api/client";
import { at, draft, edit } from "./draft";
import { byPath, outcome, problems, refusal, tooLarge } from "./live";
import { cancel, ended, job, send } from "./jobs";
import { type Awaited, rememberAwaited, rememberedAwaited } from "./memory";
import { type Partial, arriving, hideTrials, showTrials } from "./runs";

/** The percentiles that the fan charts are made of. */
const LEVELS = [10, 25, 50, 75, 90];

/** Trials to begin with, where the design does not say how many. */
const USUAL_TRIALS = 1000;

const awaited = signal<Awaited | undefined>(undefined);

export const awaitedJob = computed(() => (awaited.value ? job(awaited.value.id) : undefined));

/** Whether the designer wants bands. */
export const isUncertain = computed(() => at(["monte_carlo", "enabled"]) === true);

export function switchUncertainty(on: boolean): void {
  if (on) {
    edit(["monte_carlo"], { num_trials: USUAL_TRIALS, ...(at(["monte_carlo"]) as object | undefined), enabled: true });
    void runTrials();
  } else {
    edit(["monte_carlo", "enabled"], false); // left out, it would be on
    stopWaiting();
    hideTrials();
  }
}

/** Send the design as it is now for its bands. */
export async function runTrials(): Promise<void> {
  const now = draft.value;
  if (now === undefined) return;
  await sendWorkspace(now, withTrials(now), true);
}

function withTrials(design: Draft): Draft {
  const asked = at(["monte_carlo"], design) as object | undefined;
  return { ...design, monte_carlo: { ...asked, enabled: true, confidence_levels: LEVELS, include_trials: false } };
}

/** Send a design that is too large to be answered at once. */
export async function runAsJob(): Promise<void> {
  const now = draft.value;
  if (now === undefined) return;
  const { monte_carlo: _, ...single } = now;
  await sendWorkspace(now, single, false);
}

/** The id of a finished job for a design: its result is in the cache, or is made now. Throws what stopped it. */
export async function finishedJob(design: Draft): Promise<string> {
  const trials = at(["monte_carlo", "enabled"], design) === true;
  const { job_id: id } = await send(trials ? withTrials(design) : design);
  await ended(id);
  const state = job(id)?.state;
  if (state === undefined || state === "lost" || state.status !== "completed") throw new Error("The run did not complete; see Jobs for the reason.");
  return id;
}

/** After a reload: wait on for the job that this design was sent as; without one, a design with uncertainty is sent. */
export function waitAgain(design: Draft): void {
  awaited.value = rememberedAwaited(design);
  if (awaited.value === undefined && isUncertain.value) void runTrials();
}

export function stopWaiting(): void {
  rememberAwaited(undefined);
  const mine = awaited.value;
  awaited.value = undefined;
  arriving.value = undefined;
  if (mine) void cancel(mine.id);
}

async function sendWorkspace(now: Draft, request: Draft, trials: boolean): Promise<void> {
  stopWaiting();
  try {
    const { job_id: id } = await send(request);
    awaited.value = { id, draft: now, trials };
    rememberAwaited(awaited.value);
  } catch (error) {
    refusal.value = error instanceof Error ? error.message : String(error);
    if (error instanceof Refused) problems.value = byPath(error.fields);
  }
}

/** Put the result of the awaited job into the picture as soon as there is one. */
export function followAwaited(): () => void {
  return effect(() => {
    const mine = awaited.value;
    const state = mine && job(mine.id)?.state;
    if (mine === undefined || state === undefined || state === "lost") return;
    if (state.status === "completed") void take(mine);
    else if (state.partial) arriving.value = { draft: mine.draft, partial: state.partial as unknown as Partial };
  });
}

async function take(mine: Awaited): Promise<void> {
  const results = await service.results<Results | TrialResults>(mine.id);
  if (awaited.value !== mine) return;
  awaited.value = undefined;
  arriving.value = undefined;
  if (mine.trials) showTrials(mine.draft, results as TrialResults);
  else {
    outcome.value = { draft: mine.draft, results: results as Results };
    refusal.value = undefined;
    tooLarge.value = false;
  }
}
