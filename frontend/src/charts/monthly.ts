/** The charts over months: one entry each. To add a chart, add an entry. */
import type { Run } from "../state/runs";
import type { Tab } from "../state/view";
import { type Marked, marketIndex, markedPrice } from "./events";
import type { Unit } from "./format";
import { realPrice } from "./real";
import { type Line, type Overlay, cohortLines, lineOf, partOf } from "./series";

export interface MonthlyChart {
  id: string;
  /** The part of the results it stands in; none for the price itself, which is always in sight. */
  tab?: Tab;
  title: string;
  unit: Unit;
  /** What one sees in it, for someone who never saw it. */
  caption: string;
  kind: "lines" | "stack" | "bars";
  /** What the run on the desk shows. */
  lines: (run: Run) => Line[];
  /** The one line that a baseline or pinned run leaves in the picture. */
  behind: (run: Run) => Line;
  /** Lines over what the run shows. */
  over?: (run: Run) => Overlay[];
  /** What the picture points at: named months, a level, a fall. */
  marked?: (run: Run) => Marked;
  /** What happened in a month, in a sentence; the values themselves, where nothing is said. */
  says?: (run: Run, month: number) => string;
  /** A switch of this chart: a logarithmic axis, or shares of the whole. */
  choice?: "log" | "share";
  /** Whether the run has anything to show here; always, where nothing is said. */
  applies?: (run: Run) => boolean;
}

const staking = (run: Run) => run.results.summary.staking_metrics !== null;
const treasury = (run: Run) => run.results.summary.treasury_metrics !== null;

export const PRICE: MonthlyChart = {
  id: "price",
  title: "Price",
  unit: "$",
  caption: "Price of a token at the end of each month. Named lines are unlocks; the shade is the worst fall.",
  kind: "lines",
  choice: "log",
  lines: (run) => [lineOf(run, "price", "price")],
  behind: (run) => lineOf(run, "price", "price"),
  over: (run) => [...realPrice(run), ...marketIndex(run)],
  marked: markedPrice,
};

export const MONTHLY: readonly MonthlyChart[] = [
  {
    id: "unlocks",
    tab: "Supply",
    title: "Unlocks by bucket",
    unit: "tokens",
    caption: "Tokens that become free in each month. A tall bar is a cliff.",
    kind: "bars",
    lines: (run) => cohortLines(run, "total_unlocked"),
    behind: (run) => lineOf(run, "total_unlocked", "all unlocks"),
  },
  {
    id: "selling",
    tab: "Who sells",
    title: "Selling by cohort",
    unit: "tokens",
    caption: "Tokens that holders sell in each month, by the bucket they came from.",
    kind: "bars",
    lines: (run) => cohortLines(run, "total_sold"),
    behind: (run) => lineOf(run, "total_sold", "all selling"),
  },
  {
    id: "supply",
    tab: "Supply",
    title: "Supply by owner",
    unit: "tokens",
    caption: "Who has the tokens at the end of each month; together they are all tokens there ever were.",
    kind: "stack",
    choice: "share",
    lines: (run) => [
      partOf(run, "total_held", "held", 0),
      partOf(run, "total_staked", "staked", 1),
      partOf(run, "market", "outside buyers", 2),
      partOf(run, "treasury_tokens", "treasury", 3),
      partOf(run, "liquidity_tokens", "liquidity", 4),
      partOf(run, "locked", "locked", 5),
      partOf(run, "unallocated", "unallocated", 6),
      partOf(run, "burned", "burned", 7),
    ],
    behind: (run) => lineOf(run, "circulating_supply", "circulating"),
  },
  {
    id: "value",
    tab: "Price",
    title: "Market cap and fully diluted value",
    unit: "$",
    caption: "Circulating tokens, and all tokens, at the month's price. The gap is what has yet to unlock.",
    kind: "lines",
    choice: "log",
    lines: (run) => [lineOf(run, "market_cap", "market cap"), lineOf(run, "fully_diluted_value", "fully diluted")],
    behind: (run) => lineOf(run, "market_cap", "market cap"),
  },
  {
    id: "demand",
    tab: "Price",
    title: "Demand against trading",
    unit: "$",
    caption: "What outside buyers spend in each month, the value of all tokens that change hands, and what holders are paid for those they sell.",
    kind: "lines",
    lines: (run) => [lineOf(run, "demand_fiat", "demand"), lineOf(run, "volume_fiat", "volume"), lineOf(run, "sold_fiat", "paid to holders")],
    behind: (run) => lineOf(run, "demand_fiat", "demand"),
  },
  {
    id: "market",
    tab: "Price",
    title: "The market and attention",
    unit: "times",
    caption: "What demand swims in: the market as a whole and the attention to this token, both against the first month.",
    kind: "lines",
    lines: (run) => [lineOf(run, "market_index", "market"), lineOf(run, "attention", "attention")],
    behind: (run) => lineOf(run, "market_index", "market"),
    applies: (run) => run.results.global_metrics.some(({ market_index: market, attention }) => market !== 1 || attention !== 1),
  },
  {
    id: "velocity",
    tab: "Price",
    title: "Velocity",
    unit: "per month",
    caption: "How often a circulating token changes hands in a month; selling raises it.",
    kind: "lines",
    lines: (run) => [lineOf(run, "velocity", "velocity")],
    behind: (run) => lineOf(run, "velocity", "velocity"),
  },
  {
    id: "staking",
    tab: "Staking & treasury",
    title: "Staking: how full, and what it pays",
    unit: "share",
    caption: "Share of the pool's capacity in use, the yearly yield, which falls as the pool fills, and the share of all tokens that is staked, vested or not.",
    kind: "lines",
    lines: (run) => [
      lineOf(run, "staking_utilization", "utilisation"),
      lineOf(run, "apy", "yearly yield"),
      lineOf(run, "staking_ratio", "staking ratio"),
    ],
    behind: (run) => lineOf(run, "staking_utilization", "utilisation"),
    applies: staking,
  },
  {
    id: "fees",
    tab: "Staking & treasury",
    title: "Fees and where they go",
    unit: "$",
    caption: "Fees of each month, split into reserve, liquidity and buyback.",
    kind: "bars",
    lines: (run) => [
      partOf(run, "fee_to_reserve", "reserve", 0),
      partOf(run, "fee_to_liquidity", "liquidity", 1),
      partOf(run, "fee_to_buyback", "buyback", 2),
    ],
    behind: (run) => lineOf(run, "fee_fiat", "all fees"),
    applies: treasury,
  },
  {
    id: "treasury",
    tab: "Staking & treasury",
    title: "Treasury",
    unit: "$",
    caption: "What the treasury holds in cash, and in the liquidity it has given.",
    kind: "lines",
    lines: (run) => [lineOf(run, "treasury_fiat", "reserve"), lineOf(run, "liquidity_fiat", "liquidity")],
    behind: (run) => lineOf(run, "treasury_fiat", "reserve"),
    applies: treasury,
  },
];
