/** Who moved the price: the parts of each month's change, in log points, because those add up. */
import type { Run } from "../state/runs";
import { monthName } from "./format";
import type { MonthlyChart } from "./monthly";
import { type Line, type Overlay, cohortNames } from "./series";

/** As many actors have a colour of their own; the small ones share one. */
const MOST_NAMED = 7;
/** As many are named in a sentence, if they count. */
const MOST_TOLD = 5;
/** Log points that are still worth a word: half a per cent. */
const LEAST_TOLD = 0.005;
/** Months one should look at first. */
const MOST_TELLING = 3;

const REST = 6; // grey
const COLOURS = 8;

type Parts = Readonly<Record<string, number>>;

export const WHY: MonthlyChart = {
  id: "why",
  title: "Why the price moved",
  unit: "points",
  caption: "What pushed the price up or down in each month; the line is what came of it. A point is a hundredth of the price's logarithm: about one per cent, but points add up.",
  kind: "bars",
  lines: actorLines,
  over: (run) => [net(run)],
  behind: net,
  says: told,
  applies: (run) => run.results.attribution !== null,
};

/** What each actor of a run stands for, in the service's words. */
export function actorsOf(run: Run): readonly (readonly [string, string])[] {
  return Object.entries(run.results.attribution?.actors ?? {});
}

/** The months in which the price moved most, in order. */
export function tellingMonths(run: Run): readonly number[] {
  const moves = partsOf(run).map((parts, month) => ({ month, size: Math.abs(sum(Object.values(parts))) }));
  const largest = moves.filter(({ month, size }) => month > 0 && size >= LEAST_TOLD).sort((a, b) => b.size - a.size);
  return largest
    .slice(0, MOST_TELLING)
    .map(({ month }) => month)
    .sort((a, b) => a - b);
}

/** The month after the first in which most tokens unlock; none where nothing does. */
export function cliffOf(run: Run): number | undefined {
  const unlocks = run.results.global_metrics.map((row) => row.total_unlocked);
  const largest = Math.max(0, ...unlocks.slice(1));
  return largest > 0 ? unlocks.indexOf(largest, 1) : undefined;
}

function partsOf(run: Run): readonly Parts[] {
  return run.results.attribution?.months.map(({ parts }) => parts) ?? [];
}

function net(run: Run): Overlay {
  return { label: "change in all", values: partsOf(run).map((parts) => sum(Object.values(parts))), bands: [], style: "solid" };
}

/** The actors that ever moved it most in a month after the first, in the service's order, and the rest together. */
function actorLines(run: Run): Line[] {
  const months = partsOf(run);
  const names = actorsOf(run).map(([name]) => name);
  const weight = (name: string) => Math.max(0, ...months.slice(1).map((parts) => Math.abs(parts[name] ?? 0)));
  const known = new Set([...names].sort((a, b) => weight(b) - weight(a)).slice(0, MOST_NAMED));
  const rest = names.filter((name) => !known.has(name));
  const inks = inksOf([...known], run);
  const lines = names.filter((name) => known.has(name)).map((name): Line => ({ label: name, ink: inks.get(name) ?? 0, values: months.map((parts) => parts[name] ?? 0), bands: [] }));
  if (rest.length === 0) return lines;
  return [...lines, { label: "other", ink: REST, values: months.map((parts) => sum(rest.map((name) => parts[name] ?? 0))), bands: [] }];
}

/** A bucket has the colour that it has in other charts; everyone else one that is left. */
function inksOf(actors: readonly string[], run: Run): ReadonlyMap<string, number> {
  const inks = new Map<string, number>();
  cohortNames(run).forEach((bucket, ink) => {
    const actor = `selling by ${bucket}`;
    if (actors.includes(actor) && ink < COLOURS && ink !== REST) inks.set(actor, ink);
  });
  const free = Array.from({ length: COLOURS }, (_, ink) => ink).filter((ink) => ink !== REST && ![...inks.values()].includes(ink));
  for (const actor of actors) if (!inks.has(actor)) inks.set(actor, free.shift() ?? REST);
  return inks;
}

/** A month in a sentence: Mar 2024: −35 %, of it −41 from selling by Team, +9 from waiting buyers. */
export function told(run: Run, month: number): string {
  const parts = Object.entries(partsOf(run)[month] ?? {});
  const change = sum(parts.map(([, part]) => part));
  const name = monthName(new Date(`${run.results.global_metrics[month]?.date ?? ""}T00:00:00Z`));
  const sorted = parts.filter(([, part]) => Math.abs(part) >= LEAST_TOLD).sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  const first = sorted.slice(0, MOST_TOLD);
  const rest = change - sum(first.map(([, part]) => part));
  const words = first.map(([actor, part]) => `${points(part)} from ${actor}`);
  if (Math.abs(rest) >= LEAST_TOLD) words.push(`${points(rest)} from all else`);
  const moved = `${name}: ${signed(100 * Math.expm1(change))} %`;
  return words.length === 0 ? `${moved}; nothing moved the price by half a point.` : `${moved}, which is ${points(change)} points: ${words.join(", ")}.`;
}

function points(part: number): string {
  return signed(100 * part);
}

function signed(value: number): string {
  const size = Math.abs(value) < 9.95 ? Math.abs(value).toFixed(1).replace(/\.0$/, "") : Math.abs(value).toFixed(0);
  return size === "0" ? "0" : `${value < 0 ? "−" : "+"}${size}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
