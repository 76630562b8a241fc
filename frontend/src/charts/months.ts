/** The names of a run's months. */
import type { Results } from "../api/client";
import { monthName } from "./format";

export function months(results: Results): string[] {
  return results.global_metrics.map((row) => monthName(new Date(`${row.date}T00:00:00Z`)));
}

/** The name of one month; "launch" for the time before the first. */
export function monthOf(results: Results, month: number): string {
  const date = results.global_metrics[month]?.date;
  return date === undefined ? "launch" : monthName(new Date(`${date}T00:00:00Z`));
}

/** A month by its date, also where only one of several runs is so long. */
export function monthOfAny(runs: readonly Results[], month: number): string {
  const longest = runs.find((results) => month < results.global_metrics.length);
  return longest ? monthOf(longest, month) : `month ${month}`;
}
