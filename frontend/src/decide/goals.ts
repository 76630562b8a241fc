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

/** The figures of the service that a search or a stress is asked about, as the page calls them. */
const TITLES: Readonly<Record<string, string>> = {
  final_price: "Price at the end",
  min_price: "Lowest price",
  average_price: "Average sale price",
  max_drawdown_pct: "Worst drawdown",
  staking_ratio_pct: "Staking ratio",
  treasury_runway_months: "Treasury runway",
};

const PROCEEDS = /^proceeds of /;

export function titleOf(figure: string): string {
  return TITLES[figure] ?? (PROCEEDS.test(figure) ? `Paid to ${figure.replace(PROCEEDS, "")}` : figure.replaceAll("_", " "));
}

export function unitOf(figure: string): Unit {
  return figure.endsWith("_pct") ? "%" : figure.endsWith("_months") ? "months" : "$";
}

/** What is wanted of a figure: where of its trials, and whether more or less of it. */
export interface Axis {
  figure: string;
  at: "mean" | "p10" | "p50" | "p90";
  goal: "min" | "max";
}

/** A figure in words: Price at the end, median. */
export function named({ figure, at }: Pick<Axis, "figure" | "at">): string {
  const level = { mean: "mean", p10: "1 in 10 is below", p50: "median", p90: "1 in 10 is above" }[at];
  return `${titleOf(figure)}, ${level}`;
}
