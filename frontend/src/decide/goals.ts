/** What a designer may want of a design, in the figures of the service. */
import type { Schemas } from "../api/client";
import type { Unit } from "../charts/format";
import { COMMUNITY, salesOf } from "../state/sales";
import type { Run } from "../state/runs";

export interface Goal {
  words: string;
  objective: Schemas["Objective"];
}

export function goalsOf(run: Run): readonly Goal[] {
  const proceeds = salesOf(run)
    .filter(({ tokens }) => tokens > 0)
    .sort((a, b) => Number(COMMUNITY.has(b.profile)) - Number(COMMUNITY.has(a.profile)))
    .map(({ bucket }): Goal => ({ words: `${bucket} is paid more for what it sells`, objective: { figure: `proceeds of ${bucket}`, goal: "max", at: "p50" } }));
  return [
    { words: "a higher price at the end", objective: { figure: "final_price", goal: "max", at: "p50" } },
    { words: "a smaller worst drawdown", objective: { figure: "max_drawdown_pct", goal: "min", at: "p50" } },
    { words: "a higher price at the end with bad luck", objective: { figure: "final_price", goal: "max", at: "p10" } },
    ...proceeds,
  ];
}

export function unitOf(figure: string): Unit {
  return figure.endsWith("_pct") ? "%" : "$";
}

/** What is wanted of a figure: where of its trials. */
export interface Axis {
  figure: string;
  at: "mean" | "p10" | "p50" | "p90";
}

/** A figure in words: final price, median. */
export function named({ figure, at }: Axis): string {
  const level = { mean: "mean", p10: "bad luck", p50: "median", p90: "good luck" }[at];
  return `${figure.replace(/_pct$/, "").replaceAll("_", " ")}, ${level}`;
}
