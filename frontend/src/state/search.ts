/** Designs of the library that one looks for: by words and bounds as one types, or by likeness to the one on the desk. */
import { computed, effect, signal } from "@preact/signals";
import { type Schemas, service } from "../api/client";
import { ownDesigns } from "./designs";
import { at, draft } from "./draft";
import { scenarios } from "./library";
import { objectionTo } from "./objections";

export type Head = Schemas["ScenarioHead"];

const REST_MS = 150;
const MOST_ALIKE = 5;

/** What is looked for: words of name, symbol and description, and bounds such as float<10. */
export const query = signal("");

/** The designs that have it, the best first; all of them while nothing is looked for. */
export const hits = signal<readonly Head[]>([]);

/** The real tokens most like the design on the desk; none before they are asked for. */
export const alike = signal<Schemas["SimilarList"] | undefined>(undefined);

/** Why nothing could be found. */
export const unfound = signal("");

/** Look again whenever the query changes; the newest answer wins. */
export function followQuery(): void {
  let waiting: number | undefined;
  let latest: object | undefined;
  effect(() => {
    const [wanted, all] = [query.value.trim(), scenarios.value];
    window.clearTimeout(waiting);
    const mine = (latest = {});
    if (wanted === "") hits.value = all;
    else waiting = window.setTimeout(() => void told(() => service.search(wanted), ({ scenarios: found }) => latest === mine && (hits.value = found)), REST_MS);
  });
}

/** The best design for what has been typed so far, asked for at once; none where nothing has, or nothing is found. */
export async function bestHit(): Promise<Head | undefined> {
  const wanted = query.value.trim();
  if (wanted === "") return undefined;
  await told(() => service.search(wanted), ({ scenarios: found }) => (hits.value = found));
  return hits.value[0];
}

/** One's own designs whose name has what is looked for. */
export const ownHits = computed(() => {
  const wanted = query.value.trim().toLowerCase();
  return ownDesigns.value.filter(({ name }) => name.toLowerCase().includes(wanted));
});

/** Find the tokens nearest to the design on the desk by allocation and schedule. */
export async function findAlike(): Promise<void> {
  const request = { buckets: at(["buckets"]), token: at(["token"]), abm: at(["abm"]) ?? null, limit: MOST_ALIKE };
  const asked = draft.value;
  await told(
    () => service.similar(request),
    (list) => asked === draft.value && (alike.value = list),
  );
}

export function forgetSearch(): void {
  query.value = "";
  alike.value = undefined;
  unfound.value = "";
}

async function told<Answer>(ask: () => Promise<Answer>, take: (answer: Answer) => void): Promise<void> {
  unfound.value = "";
  try {
    take(await ask());
  } catch (error) {
    unfound.value = objectionTo(error);
  }
}
