/** Small runs, as the service would report them: say what matters to the test alone. */
import type { Results, TrialResults } from "../src/api/client";
import type { Run } from "../src/state/runs";

interface Bucket {
  name: string;
  profile?: string;
  /** Tokens that unlock in each month. */
  unlocks?: readonly number[];
  /** Tokens its holders sell in each month, and what they are paid. */
  sold?: readonly number[];
  paid?: readonly number[];
}

interface Economy {
  /** The price at the end of each month; the months begin in January 2025. */
  prices: readonly number[];
  start?: number;
  supply?: number;
  buckets?: readonly Bucket[];
  market?: readonly number[];
  /** What each actor does to the price in each month, in log points. */
  parts?: readonly Readonly<Record<string, number>>[];
  summary?: Partial<Results["summary"]>;
}

export function run({ prices, start = 1, supply = 1000, buckets = [], market = [], parts, summary = {} }: Economy): Run {
  const end = prices.at(-1) ?? start;
  const results = {
    config: { token: { total_supply: supply }, buckets: buckets.map(({ name, profile = "Team" }) => ({ bucket: name, profile })) },
    summary: { initial_price: start, final_price: end, price_change_pct: 100 * (end / start - 1), max_drawdown_pct: 0, ...summary },
    global_metrics: prices.map((price, month) => ({
      date: date(month),
      price,
      market_index: market[month] ?? 1,
      total_unlocked: buckets.reduce((sum, { unlocks }) => sum + (unlocks?.[month] ?? 0), 0),
    })),
    cohort_metrics: buckets.flatMap(({ name, unlocks, sold, paid }) =>
      prices.map((_, month) => ({
        cohort_name: name,
        total_unlocked: unlocks?.[month] ?? 0,
        total_sold: sold?.[month] ?? 0,
        sold_fiat: paid?.[month] ?? 0,
      })),
    ),
    attribution: parts ? { actors: Object.fromEntries(Object.keys(parts[0] ?? {}).map((name) => [name, `what ${name} does`])), months: parts.map((each) => ({ parts: each })) } : null,
    manifest: { config_hash: "a" },
  };
  return { id: "now", label: "Token", draft: {}, results: results as unknown as Results };
}

/** The same run with trials that say this of a figure. */
export function withTrials(before: Run, figures: Readonly<Record<string, { p10: number | null; p50: number | null; p90: number | null }>>): Run {
  return { ...before, trials: { summary: { figures }, percentiles: [] } as unknown as TrialResults };
}

function date(month: number): string {
  return new Date(Date.UTC(2025, month, 1)).toISOString().slice(0, 10);
}
