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

/** The market's path from the end of the first month on: the first move of the price is not the market's. */
function pathOf(market: string, design: Draft): string {
  const asset = markets.value?.markets.find(({ id }) => id === market);
  if (asset === undefined) return market;
  const [year = 0, month = 0] = String(at(["token", "start_date"], design)).split("-").map(Number);
  return `${asset.id}-${new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 7)}`;
}
