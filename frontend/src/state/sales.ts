/** Who is paid what for the tokens they sell: sums of the service's months by bucket. */
import type { Run } from "./runs";

/** Profiles of those who were there before the public. */
export const INSIDERS: ReadonlySet<string> = new Set(["Team", "VC", "Investors", "Advisors"]);

/** Profiles of those who came from outside. */
export const COMMUNITY: ReadonlySet<string> = new Set(["Airdrop", "Community", "Public"]);

export interface Sale {
  tokens: number;
  fiat: number;
  /** What a token brought, on average. */
  price: number;
}

export interface SaleOfBucket extends Sale {
  bucket: string;
  profile: string;
  /** Tokens that have unlocked. */
  unlocked: number;
}

interface Bucket {
  bucket: string;
  profile: string;
}

/** What each bucket has sold and been paid; of what reports no buckets, nothing. */
export function salesOf(run: Run): readonly SaleOfBucket[] {
  const rows = run.results.cohort_metrics ?? [];
  const { buckets } = run.results.config as unknown as { buckets: readonly Bucket[] };
  return buckets.map(({ bucket, profile }) => {
    const own = rows.filter((row) => row.cohort_name === bucket);
    const [tokens, fiat, unlocked] = [sum(own.map((row) => row.total_sold)), sum(own.map((row) => row.sold_fiat)), sum(own.map((row) => row.total_unlocked))];
    return { bucket, profile, unlocked, tokens, fiat, price: fiat / tokens };
  });
}

/** What all buckets of these profiles are paid together; none where they sell nothing. */
export function saleOf(run: Run, profiles: ReadonlySet<string>): Sale | undefined {
  const sales = salesOf(run).filter(({ profile }) => profiles.has(profile));
  const [tokens, fiat] = [sum(sales.map((sale) => sale.tokens)), sum(sales.map((sale) => sale.fiat))];
  return tokens > 0 ? { tokens, fiat, price: fiat / tokens } : undefined;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
