/** Key figures: the service's own numbers, read off its months; here is which of them decide, and how they are said. */
import { type Unit, withUnit } from "../charts/format";
import { largestCliff, worstFall } from "../charts/events";
import { monthOf } from "../charts/months";
import { percentile } from "../charts/series";
import type { Schemas } from "../api/client";
import type { Run } from "../state/runs";
import { COMMUNITY, INSIDERS, saleOf } from "../state/sales";

type Name = keyof Schemas["FigureSpreads"];

/** Digits that say something in a figure, and in what trials spread over. */
const DIGITS = 3;
const SPREAD_DIGITS = 2;

const YEAR = 12;
/** Months after a cliff in which its holders sell. */
const AFTERMATH = 3;

export interface Figure {
  id: string;
  title: string;
  /** What it is, and what is good. */
  help: string;
  unit: Unit;
  value: (run: Run) => number | null;
  /** What belongs to the value: its month, what it is made of. */
  note?: (run: Run) => string | undefined;
  /** What eight of ten trials stay within, and the median. */
  spread?: (run: Run) => Spread | undefined;
}

export interface Spread {
  p10: number;
  p50: number;
  p90: number;
}

/** What answers the page's question: what the cliff does to the price, and who pays for it. */
const DECIDING: readonly Figure[] = [
  {
    id: "price_month_12",
    title: "Price after a year",
    help: "Price at the end of month 12, when most first cliffs are. Good is what your holders can live with: compare it with the start price.",
    unit: "$",
    value: (run) => priceAt(run, YEAR),
    note: (run) => `in ${monthOf(run.results, YEAR)}`,
    spread: (run) => spreadOfPrice(run, YEAR),
  },
  {
    id: "final_price",
    title: "Price at the end",
    help: "Price at the end of the last month; the change is against the start price. Good is what your holders can live with.",
    unit: "$",
    value: (run) => run.results.summary.final_price,
    note: (run) => `${signed(run.results.summary.price_change_pct)} since the start`,
    spread: (run) => spreadOf(run, "final_price"),
  },
  {
    id: "through_cliff",
    title: "Through the largest cliff",
    help: "Price change from the month before the largest unlock to three months after it. Near zero is good: the market takes what unlocks.",
    unit: "%",
    value: throughCliff,
    note: cliffNote,
  },
  {
    id: "worst_month",
    title: "Worst month",
    help: "The largest fall of the price from one month to the next. Real tokens often lose a third in a month; much more is a design that breaks.",
    unit: "%",
    value: (run) => worstMonth(run)?.change ?? null,
    note: (run) => inMonth(run, worstMonth(run)?.month),
  },
  {
    id: "max_drawdown_pct",
    title: "Worst drawdown",
    help: "Largest fall of the price from an earlier peak, the start price included. Less is better; real tokens lose 80 % or more within three years.",
    unit: "%",
    value: (run) => -run.results.summary.max_drawdown_pct,
    note: fallNote,
    spread: (run) => negated(spreadOf(run, "max_drawdown_pct")),
  },
  {
    id: "insiders",
    title: "Insiders sell at",
    help: "What team, investors and advisors are paid per token they sell, on average. Far above the community's: insiders leave through them.",
    unit: "$",
    value: (run) => saleOf(run, INSIDERS)?.price ?? null,
    note: (run) => saleNote(run, INSIDERS),
  },
  {
    id: "community",
    title: "Community sells at",
    help: "What airdrop, community and public sale are paid per token they sell, on average. Compare it with the start price and with the insiders'.",
    unit: "$",
    value: (run) => saleOf(run, COMMUNITY)?.price ?? null,
    note: (run) => saleNote(run, COMMUNITY),
  },
  served("circulating_month_12_pct", "Circulating after a year", "%", "Share of the supply that circulates after month 12. Low floats trade high and fall when they fill."),
  served("staking_ratio_pct", "Staking ratio", "%", "Staked tokens at the end, of those staked or circulating. What is staked is not sold now, and comes back later."),
  served("treasury_runway_months", "Treasury runway", "months", "Months the treasury can go on spending as in its last year. Twelve is little, thirty-six is comfortable."),
];

/** What else the service reports of a run. */
const FURTHER: readonly Figure[] = [
  served("min_price", "Lowest price", "$", "Lowest closing price of a month."),
  served("average_price", "Average sale price", "$", "What holders were paid over what they sold."),
  served("total_tokens_sold", "Sold by holders", "tokens", "Tokens holders sold in all."),
  served("max_sell_to_demand_pct", "Peak selling against demand", "%", "What holders are paid in the peak-selling month over the demand of that month."),
  served("fully_diluted_to_market_cap", "Fully diluted to market cap", "times", "All tokens over circulating ones, at the end. Near one: nothing is left to unlock."),
  served("burned_pct", "Burned", "%", "Tokens burned as a share of the supply."),
];

/** The deciding figures that at least one of the runs has. */
export function decidingFigures(runs: readonly Run[]): readonly Figure[] {
  return DECIDING.filter(({ value }) => runs.some((run) => value(run) !== null));
}

export function allFigures(runs: readonly Run[]): readonly Figure[] {
  return [...DECIDING, ...FURTHER].filter(({ value }) => runs.some((run) => value(run) !== null));
}

/** A figure of the service as it is. */
function served(name: Name, title: string, unit: Unit, help: string): Figure {
  return { id: name, title, help, unit, value: (run) => run.results.summary[name], spread: (run) => spreadOf(run, name) };
}

/** A figure's value in words: $0.16, −27 %. */
export function valueWords(run: Run, { value, unit, id }: Figure): string {
  const found = value(run);
  return id === "through_cliff" ? signed(found) : withUnit(found, unit, DIGITS);
}

/** What trials spread over: 8 of 10 trials $0.04 to $0.21, half below $0.11. */
export function spreadWords(run: Run, { spread, unit }: Figure): string | undefined {
  const found = run.trialsAreOld ? undefined : spread?.(run);
  if (found === undefined) return undefined;
  const [low, middle, high] = [found.p10, found.p50, found.p90].map((value) => withUnit(value, unit, SPREAD_DIGITS));
  return low === high ? undefined : `8 of 10 trials: ${low} to ${high}, half below ${middle}`;
}

function spreadOf(run: Run, name: Name): Spread | undefined {
  const { p10, p50, p90 } = run.trials?.summary.figures[name] ?? { p10: null, p50: null, p90: null };
  return p10 === null || p50 === null || p90 === null ? undefined : { p10, p50, p90 };
}

/** Of a fall, the worse end first. */
function negated(spread: Spread | undefined): Spread | undefined {
  return spread && { p10: -spread.p90, p50: -spread.p50, p90: -spread.p10 };
}

function spreadOfPrice(run: Run, month: number): Spread | undefined {
  if (run.trials === undefined) return undefined;
  const [p10, p50, p90] = [10, 50, 90].map((level) => percentile(run, "price", level)?.[month]);
  return p10 === undefined || p50 === undefined || p90 === undefined ? undefined : { p10, p50, p90 };
}

/** The price at the end of a month, −1 being the start; none beyond the horizon. */
export function priceAt(run: Run, month: number): number | null {
  if (month < 0) return run.results.summary.initial_price;
  return run.results.global_metrics[month]?.price ?? null;
}

/** The price the month before the largest cliff, and three months after it or at the end. */
export function aroundCliff(run: Run): { before: number; after: number } | undefined {
  const cliff = largestCliff(run);
  if (cliff === undefined) return undefined;
  const last = run.results.global_metrics.length - 1;
  const [before, after] = [priceAt(run, cliff.month - 1), priceAt(run, Math.min(cliff.month + AFTERMATH, last))];
  return before === null || after === null ? undefined : { before, after };
}

function throughCliff(run: Run): number | null {
  const around = aroundCliff(run);
  return around ? change(around.before, around.after) : null;
}

function cliffNote(run: Run): string | undefined {
  const [cliff, around] = [largestCliff(run), aroundCliff(run)];
  if (cliff === undefined || around === undefined) return undefined;
  const [before, after] = [around.before, around.after].map((price) => withUnit(price, "$", DIGITS));
  return `${before} to ${after}; ${monthOf(run.results, cliff.month)}: ${withUnit(cliff.share, "%", DIGITS)} of supply`;
}

function worstMonth(run: Run): { month: number; change: number } | undefined {
  const falls = run.results.global_metrics.map(({ price }, month) => ({ month, change: change(priceAt(run, month - 1) ?? price, price) }));
  return falls.filter((each) => each.change < 0).sort((a, b) => a.change - b.change)[0];
}

function fallNote(run: Run): string | undefined {
  const fall = worstFall(run);
  return fall && `${monthOf(run.results, fall.from)} to ${monthOf(run.results, fall.to)}`;
}

function saleNote(run: Run, profiles: ReadonlySet<string>): string | undefined {
  const sale = saleOf(run, profiles);
  return sale && `${withUnit(sale.tokens, "tokens", DIGITS)} for ${withUnit(sale.fiat, "$", DIGITS)}`;
}

function inMonth(run: Run, month: number | undefined): string | undefined {
  return month === undefined ? undefined : `in ${monthOf(run.results, month)}`;
}

function change(before: number, after: number): number {
  return 100 * (after / before - 1);
}

/** A change with its sign: −27.3 %, +4 %. */
export function signed(percent: number | null): string {
  const size = withUnit(percent, "%", DIGITS);
  return percent !== null && percent > 0 ? `+${size}` : size;
}
