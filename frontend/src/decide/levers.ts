/** What of a design can be moved: the numbers it gives, each with a range around where it stands. */
import type { Draft } from "../api/client";
import { at } from "../state/draft";
import { isPercent, typedValue, unitShown } from "../form/numbers";
import { fieldSchema } from "../form/schema";

export interface Candidate {
  pointer: string;
  /** Team: Cliff. */
  name: string;
  /** As the service has it: months, fraction a month. */
  unit: string;
  low: number;
  high: number;
  whole: boolean;
}

/** A candidate as the service takes it. */
export function leverOf({ unit: _, ...lever }: Candidate): Omit<Candidate, "unit"> {
  return lever;
}

/** Moves that the service names, as the form writes their numbers: Yearly yield 12 → 21.7 %. */
export function movesShown(changed: string, candidates: readonly Candidate[]): string {
  const units = new Map(candidates.map(({ name, unit }) => [name, unit]));
  return changed
    .split("; ")
    .map((move) => {
      const [, name = "", before = "", after = ""] = /^(.*) (\S+) → (\S+)$/.exec(move) ?? [];
      const unit = units.get(name);
      return unit === undefined ? move : `${name} ${numberShown(before, unit)} → ${numberShown(after, unit)} ${unitShown(unit)}`.trim();
    })
    .join("; ");
}

function numberShown(text: string, unit: string): string {
  return Number.isNaN(Number(text)) ? text : typedValue(Number(text), unit);
}

type Path = readonly (string | number)[];

/** Numbers that describe the token or the arithmetic: moving them improves nothing. */
const FIXED = new Set(["total_supply", "initial_price", "horizon_months", "seed", "num_holders", "agents_per_cohort", "amount"]);

const MONTHS_AROUND = 12;

/** Months the design may unlock later or earlier, shares and rates half as large or half as large again. */
export function candidatesOf(design: Draft): readonly Candidate[] {
  const places = [...numbersBelow(at(["buckets"], design), ["buckets"]), ...numbersBelow(at(["abm"], design), ["abm"])];
  return places.filter(({ path }) => !FIXED.has(String(path.at(-1)))).map(({ path, value }) => candidate(path, value, design));
}

function candidate(path: Path, value: number, design: Draft): Candidate {
  const { title = String(path.at(-1)), unit = "", type, minimum, maximum } = fieldSchema(path);
  const whole = type === "integer";
  const [low, high] = unit === "months" ? [value - MONTHS_AROUND, value + MONTHS_AROUND] : [value / 2, value === 0 ? (isPercent(unit) ? 0.5 : 20) : 1.5 * value];
  const [least, most] = [Math.max(low, minimum ?? low), Math.min(high, maximum ?? high)];
  const step = whole ? 1 : stepBetween(least, most);
  return { pointer: `/${path.join("/")}`, name: named(path, title, design), unit, low: typed(Math.ceil(least / step) * step), high: typed(Math.floor(most / step) * step), whole };
}

/** Steps on a range that a search takes: round numbers, some forty of them. */
const STEPS = 40;

export function stepBetween(low: number, high: number): number {
  const rough = (high - low) / STEPS;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5].find((times) => times * power >= rough) ?? 10) * power;
}

/** As many digits as one would type: 40.41, and not 40.410000000000004. */
function typed(value: number): number {
  return Number(value.toPrecision(12));
}

/** A number by its bucket and, where it has several, its segment: Team, segment 1: Month. */
function named(path: Path, title: string, design: Draft): string {
  const [room, index = 0, part, segment] = path;
  if (room !== "buckets") return title;
  const bucket = String(at(["buckets", index, "bucket"], design));
  return part === "segments" ? `${bucket}, segment ${Number(segment) + 1}: ${title}` : `${bucket}: ${title}`;
}

function numbersBelow(node: unknown, path: Path): { path: Path; value: number }[] {
  if (typeof node === "number") return [{ path, value: node }];
  if (node === null || typeof node !== "object" || path.at(-1) === "path" || path.at(-1) === "series") return [];
  const steps: [string | number, unknown][] = Array.isArray(node) ? node.map((each, index): [number, unknown] => [index, each]) : Object.entries(node);
  return steps.flatMap(([step, value]) => numbersBelow(value, [...path, step]));
}
