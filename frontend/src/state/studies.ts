/** Studies of the design in the workspace: jobs whose answer is what to do. Each kind keeps its newest one. */
import { batch, computed, effect, signal } from "@preact/signals";
import { type Draft, type Job, type Schemas, type StudyKind, service } from "../api/client";
import { at, draft, edit, putInWorkspace, source } from "./draft";
import { cancel, job, sendStudy } from "./jobs";
import { single } from "./live";
import { objectionTo } from "./objections";
import { nameOf, pinDesign } from "./runs";

interface Asked {
  id: string;
  draft: Draft;
}

/** One kind of study: asked of the design as it is, followed as a job, and kept until it is asked again. */
export class Study<Answer extends { config: object }> {
  readonly found = signal<{ draft: Draft; answer: Answer } | undefined>(undefined);
  /** Why there is no answer. */
  readonly refusal = signal("");
  private readonly asked = signal<Asked | undefined>(undefined);
  readonly job = computed(() => (this.asked.value ? job(this.asked.value.id) : undefined));
  /** The design that the study is about: of the one under way, else of the one that has been answered. */
  readonly design = computed(() => (this.asked.value ?? this.found.value)?.draft);
  /** Whether the design has been changed since. */
  readonly isOld = computed(() => this.found.value !== undefined && this.found.value.draft !== draft.value);

  constructor(private readonly kind: StudyKind) {}

  /** Ask about the design: it is the base, beside whatever the kind needs. */
  async ask(wanted: object): Promise<void> {
    await this.askWith((design) => ({ ...wanted, base: design }));
  }

  /** Ask with a request made of the design. */
  async askWith(request: (design: Draft) => object): Promise<void> {
    const now = draft.value;
    if (now === undefined) return;
    this.refusal.value = "";
    try {
      this.asked.value = { id: await sendStudy(this.kind, now, request(single(now))), draft: now };
    } catch (error) {
      this.fail(objectionTo(error));
    }
  }

  /** Bring back a finished job: the design it was about into the workspace, and its answer. */
  async open(id: string): Promise<void> {
    const answer = await service.results<Answer>(id);
    const { base, b } = answer.config as { base?: Draft; b?: Draft };
    const design = base ?? b ?? {};
    batch(() => {
      putInWorkspace(design);
      this.found.value = { draft: design, answer };
    });
  }

  stop(): void {
    const mine = this.asked.value;
    this.asked.value = undefined;
    if (mine) void cancel(mine.id);
  }

  /** Take the answer as soon as there is one. */
  follow(): void {
    effect(() => {
      const [mine, state] = [this.asked.value, this.job.value?.state];
      if (mine === undefined || state === undefined) return;
      if (state === "lost") this.fail("The service was restarted and has forgotten the study: ask again.");
      else if (state.status === "completed") void this.take(mine);
      else if (state.status === "failed") this.fail(state.error ?? "The study failed.");
      else if (state.status === "cancelled") this.fail("The study was cancelled.");
    });
  }

  private fail(reason: string): void {
    this.refusal.value = reason;
    this.asked.value = undefined;
  }

  private async take(mine: Asked): Promise<void> {
    const answer = await service.results<Answer>(mine.id);
    if (this.asked.value !== mine) return;
    this.asked.value = undefined;
    this.found.value = { draft: mine.draft, answer };
  }
}

export const improvement = new Study<Schemas["OptimizeResponse"]>("optimize");
export const stress = new Study<Schemas["StressResponse"]>("stress");
export const sensitivity = new Study<Schemas["SensitivityResponse"]>("sensitivity");
export const sweep = new Study<Schemas["SweepResponse"]>("sweep");
export const comparison = new Study<Schemas["CompareResponse"]>("monte-carlo/compare");
export const calibration = new Study<Schemas["CalibrateResponse"]>("calibrate");

/** By the kind of their jobs. */
export const STUDIES: Readonly<Record<Exclude<Job["kind"], "simulation" | "monte_carlo">, Pick<Study<{ config: object }>, "open" | "follow">>> = {
  optimization: improvement,
  stress,
  sensitivity,
  sweep,
  comparison,
  calibration,
};

export function followStudies(): void {
  for (const study of Object.values(STUDIES)) study.follow();
}

/** Put the design with the fitted demand in the workspace; what its token really cost stays behind the charts. */
export function takeCalibrated({ request, rows }: Schemas["CalibrateResponse"]): void {
  const design = withTrialsOf(draft.value, request);
  const months = rows.flatMap(({ month, date, close }) => (close === null ? [] : [{ month: month - 1, date, close }]));
  batch(() => {
    source.value = { ...source.value, past: { name: nameOf(design), start: at(["token", "start_date"], design), months } };
    edit([], design);
  });
}

/** A design that a study has found, with as many trials as another: studies are not asked about trials, and leave them alone. */
export function withTrialsOf(other: Draft | undefined, request: Draft): Draft {
  const trials = other?.["monte_carlo"];
  return trials === undefined ? request : { ...request, monte_carlo: trials };
}

/** Lay a future of the design over it in every chart. */
export async function overlay(label: string, request: Draft): Promise<void> {
  await pinDesign(label, single(request));
}
