/** From runs to lines: which of the server's numbers a chart shows. Nothing is computed here, only picked. */
import type { Schemas } from "../api/client";
import type { Run } from "../state/runs";

export type SeriesName = Exclude<keyof Schemas["GlobalMetrics"], "month_index" | "date">;

/** What the trials of a Monte Carlo job say of a quantity: half of them are above the median, so many per cent inside a band. */
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
  /** The middle of the trials, where there are any. */
  median?: readonly number[] | undefined;
  /** Its colour by its place in the palette, where that is not its place in the chart. */
  ink?: number;
}

/** A line drawn over what the run shows. */
export interface Overlay extends Line {
  style: "dotted" | "solid" | "faint";
  /** What the caption says of it. */
  note?: string;
}

const BANDS = [
  { label: "8 of 10 trials", low: 10, high: 90 },
  { label: "half of the trials", low: 25, high: 75 },
] as const;

/** A series of a run: its path without luck, and the bands of its trials where it has any. */
export function lineOf(run: Run, name: SeriesName, label: string): Line {
  return { label, values: run.results.global_metrics.map((row) => row[name]), bands: bandsOf(run, name), median: percentile(run, name, 50) };
}

/** A part of a whole, in the colour that is its own whatever else is shown; of the path without luck, whose parts add up. */
export function partOf(run: Run, name: SeriesName, label: string, ink: number): Line {
  return { label, ink, values: run.results.global_metrics.map((row) => row[name]), bands: [] };
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
    return lows && highs ? [{ label: run.trialsAreOld ? `${label} before the last change` : label, low: lows, high: highs }] : [];
  });
}

/** A percentile of a series over the trials; while they run, the price is known from those that are done. */
export function percentile(run: Run, name: SeriesName, wanted: number): readonly number[] | undefined {
  if (run.partial !== undefined && name === "price") return run.partial.price_percentiles.find(({ percentile }) => percentile === wanted)?.price;
  return run.trials?.percentiles.find(({ percentile }) => percentile === wanted)?.global_metrics.map((row) => row[name]);
}
