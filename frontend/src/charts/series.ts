/** From runs to lines: which of the server's numbers a chart shows. Nothing is computed here, only picked. */
import type { Schemas } from "../api/client";
import type { Run } from "../state/runs";

export type SeriesName = Exclude<keyof Schemas["GlobalMetrics"], "month_index" | "date">;

/** A band of a Monte Carlo job: so many per cent of the trials stay inside. */
export interface Band {
  label: string;
  low: readonly number[];
  high: readonly number[];
}

/** One quantity month by month; the index is the month. */
export interface Line {
  label: string;
  /** Null in a month without a value. */
  values: readonly (number | null)[];
  bands: readonly Band[];
  /** Its colour by its place in the palette, where that is not its place in the chart. */
  ink?: number;
}

/** A line drawn over what the run shows. */
export interface Overlay extends Line {
  style: "dotted" | "solid";
  /** What the caption says of it. */
  note?: string;
}

const BANDS = [
  { label: "8 of 10 trials", low: 10, high: 90 },
  { label: "half of the trials", low: 25, high: 75 },
] as const;

/** A series of a run: its median with bands where the run has trials, else the single run. */
export function lineOf(run: Run, name: SeriesName, label: string): Line {
  const median = percentile(run, name, 50);
  if (median === undefined) return { label, values: run.results.global_metrics.map((row) => row[name]), bands: [] };
  return { label, values: median, bands: bandsOf(run, name) };
}

/** A part of a whole: the mean where the run has trials, since only means add up. */
export function partOf(run: Run, name: SeriesName, label: string): Line {
  const rows = run.trials?.mean_metrics ?? run.results.global_metrics;
  return { label, values: rows.map((row) => row[name]), bands: [] };
}

/** A column of the cohorts, one line each; of the single run, since trials keep totals only. */
export function cohortLines(run: Run, column: "total_sold" | "total_unlocked" | "total_staked"): Line[] {
  const rows = run.results.cohort_metrics ?? [];
  const names = cohortNames(run);
  return names.map((name, ink) => ({
    label: name,
    ink,
    values: rows.filter((row) => row.cohort_name === name).map((row) => row[column]),
    bands: [],
  }));
}

/** The buckets in the order in which the run reports them. */
export function cohortNames(run: Run): string[] {
  return [...new Set(run.results.cohort_metrics?.map((row) => row.cohort_name))];
}

function bandsOf(run: Run, name: SeriesName): Band[] {
  return BANDS.flatMap(({ label, low, high }) => {
    const [lows, highs] = [percentile(run, name, low), percentile(run, name, high)];
    return lows && highs ? [{ label, low: lows, high: highs }] : [];
  });
}

/** A percentile of a series over the trials; while they run, the price is known from those that are done. */
function percentile(run: Run, name: SeriesName, wanted: number): readonly number[] | undefined {
  if (run.trials === undefined && name === "price") return run.partial?.price_percentiles.find(({ percentile }) => percentile === wanted)?.price;
  return run.trials?.percentiles.find(({ percentile }) => percentile === wanted)?.global_metrics.map((row) => row[name]);
}
