/** The prices of a live token, and how they are sent to be learnt from. */
import { signal } from "@preact/signals";
import type { Draft } from "../api/client";
import { at } from "./draft";
import { markets } from "./library";
import { calibration } from "./studies";

export const liveIsOpen = signal(false);

/** The text of the price file, as it was pasted or dropped. */
export const prices = signal("");

/** A start price that nobody has said: every design begins with it, and the first close of the file takes its place. */
const UNSAID = 1;

/** Learn from the prices on the design's own market, or a flat one, or that of an asset. */
export async function learn(market: string): Promise<void> {
  await calibration.askWith((design) => ({
    base: withoutUnsaidPrice(design),
    history: { text: prices.value },
    ...(market !== "" && { market: { path: pathOf(market, design) } }),
  }));
}

function withoutUnsaidPrice(design: Draft): Draft {
  const { initial_price: price, ...token } = design["token"] as Draft;
  return price === UNSAID ? { ...design, token } : design;
}

function pathOf(market: string, design: Draft): string {
  const isAsset = markets.value?.markets.some(({ id }) => id === market) === true;
  return isAsset ? pathFromFirstMonth(market, String(at(["token", "start_date"], design))) : market;
}

/** The path of an asset from the day on which the token's first month ends: the first move of the price is not the market's. */
export function pathFromFirstMonth(asset: string, start: string): string {
  const [year = 0, month = 0, day = 1] = start.slice(0, 10).split("-").map(Number);
  const daysOfNext = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return `${asset}-${new Date(Date.UTC(year, month, Math.min(day, daysOfNext))).toISOString().slice(0, 10)}`;
}
