/** What happens on the way of the price: unlocks by name, the start price, the worst fall, the market around it. */
import type { Run } from "../state/runs";
import { withUnit } from "./format";
import { monthOf } from "./months";
import type { Overlay } from "./series";

/** Unlocks of less than so much of the supply are not worth a line. */
const LEAST_PCT = 1;
/** A bucket's month is a cliff when it unlocks so many times what the next one does. */
const STEEP = 2;
const MOST_EVENTS = 5;
const MOST_NAMED = 2;

export interface Event {
  month: number;
  /** Whose tokens unlock. */
  buckets: readonly string[];
  /** How much of the supply, %. */
  share: number;
}

export interface Fall {
  /** The month of the peak; −1 is the start price, before the first month. */
  from: number;
  to: number;
  /** How far the price falls, %. */
  size: number;
}

export interface Marked {
  level: { value: number; label: string };
  events: readonly { month: number; label: string }[];
  /** None where the price never falls, or falls all the way. */
  fall: { from: number; to: number; label: string } | undefined | false;
}

/** The largest cliffs after the launch, in order: what one or more buckets unlock at once. */
export function cliffsOf(run: Run): readonly Event[] {
  const found = new Map<number, Event>();
  const supply = supplyOf(run);
  const rows = run.results.cohort_metrics ?? [];
  for (const name of new Set(rows.map((row) => row.cohort_name))) {
    const unlocks = rows.filter((row) => row.cohort_name === name).map((row) => row.total_unlocked);
    unlocks.forEach((tokens, month) => {
      if (month === 0 || !isSteep(tokens, unlocks[month - 1] ?? 0, unlocks[month + 1] ?? 0)) return;
      const before = found.get(month);
      found.set(month, { month, buckets: [...(before?.buckets ?? []), name], share: (before?.share ?? 0) + (100 * tokens) / supply });
    });
  }
  const large = [...found.values()].filter(({ share }) => share >= LEAST_PCT).sort((a, b) => b.share - a.share);
  return large.slice(0, MOST_EVENTS).sort((a, b) => a.month - b.month);
}

/** Whether a month stands out among its neighbours: more unlocks than in the month before, and much more than in the next. */
function isSteep(tokens: number, before: number, after: number): boolean {
  return tokens > 0 && tokens >= STEEP * after && tokens > before;
}

/** The largest of them; none for a design without a cliff. */
export function largestCliff(run: Run): Event | undefined {
  return [...cliffsOf(run)].sort((a, b) => b.share - a.share)[0];
}

/** The largest fall of the price from an earlier peak, the start price included; none where it never falls. */
export function worstFall(run: Run): Fall | undefined {
  let peak = { month: -1, price: run.results.summary.initial_price };
  let worst: Fall | undefined;
  run.results.global_metrics.forEach(({ price }, month) => {
    if (price >= peak.price) peak = { month, price };
    const size = 100 * (1 - price / peak.price);
    if (size > (worst?.size ?? 0)) worst = { from: peak.month, to: month, size };
  });
  return worst;
}

export function markedPrice(run: Run): Marked {
  const start = run.results.summary.initial_price;
  const fall = worstFall(run);
  return {
    level: { value: start, label: `start ${withUnit(start, "$", 3)}` },
    events: cliffsOf(run).map(({ month, buckets, share }) => ({ month, label: `${named(buckets)} ${withUnit(share, "%", 2)}` })),
    fall: fall && !isWhole(fall, run) && { from: Math.max(fall.from, 0), to: fall.to, label: `worst fall −${withUnit(fall.size, "%", fall.size < 99 ? 2 : 3)}` },
  };
}

/** A fall from the launch to the end has no place of its own in the picture. */
function isWhole({ from, to }: Fall, run: Run): boolean {
  return from <= 0 && to === run.results.global_metrics.length - 1;
}

/** The market as a whole, drawn from the start price on; none where it stays as it is. */
export function marketIndex(run: Run): Overlay[] {
  const levels = run.results.global_metrics.map((row) => row.market_index);
  if (levels.every((level) => level === levels[0])) return [];
  const start = run.results.summary.initial_price;
  return [{ label: "market, from the start price", values: levels.map((level) => start * level), bands: [], style: "faint" }];
}

/** A cliff in words: 11.1 % of the supply (Team, Investors) in Mar 2024. */
export function cliffWords(run: Run, { month, buckets, share }: Event): string {
  return `${withUnit(share, "%", 3)} of the supply (${buckets.join(", ")}) in ${monthOf(run.results, month)}`;
}

export function supplyOf(run: Run): number {
  const { token } = run.results.config as { token: { total_supply: number } };
  return token.total_supply;
}

function named(buckets: readonly string[]): string {
  const first = buckets.slice(0, MOST_NAMED).map(short).join(", ");
  return buckets.length > MOST_NAMED ? `${first} and ${buckets.length - MOST_NAMED} more` : first;
}

function short(name: string): string {
  return name.length > 18 ? `${name.slice(0, 17)}…` : name;
}
