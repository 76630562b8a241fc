/** Studies of the design in the workspace: jobs whose answer is what to do. Each kind keeps its newest one. */
import { computed, effect, signal } from "@preact/signals";
import { type Draft, type Schemas, type StudyKind, service } from "../api/client";
import { draft, edit } from "./draft";
import { cancel, job, sendStudy } from "./jobs";
import { single } from "./live";
import { pinDesign } from "./runs";

interface Asked {
  id: string;
  draft: Draft;
}

/** One kind of study: asked of the design as it is, followed as a job, and kept until it is asked again. */
export class Study<Answer> {
  readonly found = signal<{ draft: Draft; answer: Answer } | undefined>(undefined);
  /** Why there is no answer. */
  readonly refusal = signal("");
  private readonly asked = signal<Asked | undefined>(undefined);
  readonly job = computed(() => (this.asked.value ? job(this.asked.value.id) : undefined));
  /** Whether the design has been changed since. */
  readonly isOld = computed(() => this.found.value !== undefined && this.found.value.draft !== draft.value);

  constructor(private readonly kind: StudyKind) {}

  /** Ask with whatever the kind needs beside the design. */
  async ask(wanted: object): Promise<void> {
    const now = draft.value;
    if (now === undefined) return;
    this.refusal.value = "";
    try {
      this.asked.value = { id: await sendStudy(this.kind, now, { ...wanted, base: single(now) }), draft: now };
    } catch (error) {
      this.refusal.value = error instanceof Error ? error.message : String(error);
    }
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
      if (mine === undefined || state === undefined || state === "lost") return;
      if (state.status === "completed") void this.take(mine);
      else if (state.status === "failed") this.fail(state.error ?? "The study failed.");
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

export function followStudies(): void {
  for (const study of [improvement, stress, sensitivity]) study.follow();
}

/** Put a design that a study has found in the workspace; the one before stays behind it, and undo brings it back. */
export function tryDesign(request: Draft): void {
  edit([], request);
}

/** Lay a future of the design over it in every chart. */
export async function overlay(label: string, request: Draft): Promise<void> {
  await pinDesign(label, single(request));
}
