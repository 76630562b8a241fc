/** The names of a run's months. */
import type { Results } from "../api/client";
import { monthName } from "./format";

export function months(results: Results): string[] {
  return results.global_metrics.map((row) => monthName(new Date(`${row.date}T00:00:00Z`)));
}
