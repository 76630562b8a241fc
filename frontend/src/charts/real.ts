/** What a real token cost, beside what a run of its design says. */
import { pastOf } from "../state/past";
import type { Run } from "../state/runs";
import type { Overlay } from "./series";

/** The real price as a dotted line; none where nobody knows it. */
export function realPrice(run: Run): Overlay[] {
  const closes = new Map(pastOf(run.draft)?.map(({ month, close }) => [month, close]));
  const values = run.results.global_metrics.map(({ month_index: month }) => closes.get(month) ?? null);
  if (values.every((close) => close === null)) return [];
  const note = "Dotted: what the token really cost. The run is not a forecast.";
  return [{ label: "real price", values, bands: [], style: "dotted", note }];
}
