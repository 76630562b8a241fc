/** A pasted allocation table and how the service reads it, until it takes the place of the one in the workspace. */
import { computed, effect, signal } from "@preact/signals";
import { type Schemas, service } from "../api/client";
import { at } from "./draft";

export type TableRequest = Schemas["TableRequest"];
export type Role = NonNullable<TableRequest["columns"]>[string];

const REST_MS = 200;

export const tableIsOpen = signal(false);

/** The text as it was pasted, and what its author has said of it. */
export const asked = signal<TableRequest>({ text: "" });

/** How the service reads it; none before there is a text, or while it cannot be read. */
export const reading = signal<Schemas["TableResponse"] | undefined>(undefined);

/** Why it cannot be read. */
export const unread = signal("");

/** Profiles chosen by hand, by bucket; the others follow their names. */
const chosenProfiles = signal<ReadonlyMap<string, string>>(new Map());

/** The buckets as they would stand in the design. */
export const readBuckets = computed(() =>
  (reading.value?.buckets ?? []).map((bucket) => {
    const profile = chosenProfiles.value.get(String(bucket["bucket"]));
    return profile === undefined ? bucket : { ...bucket, profile };
  }),
);

/** Whom the holders of a read bucket behave like, and whether that was chosen, recognised or only assumed. */
export function profileOf(bucket: string): { profile: string; reason: string } {
  const chosen = chosenProfiles.value.get(bucket);
  const known = reading.value?.profiles.find((each) => each.bucket === bucket);
  return chosen !== undefined ? { profile: chosen, reason: "chosen" } : { profile: known?.profile ?? "", reason: known?.reason ?? "" };
}

export function chooseProfile(bucket: string, profile: string): void {
  chosenProfiles.value = new Map(chosenProfiles.value).set(bucket, profile);
}

/** Another text: nothing that was said of the one before holds. */
export function pasteTable(text: string): void {
  asked.value = { text };
  chosenProfiles.value = new Map();
}

/** What the author says: what a column is, whether a row is a bucket, how a cliff is meant. */
export function sayOfTable(said: Partial<TableRequest>): void {
  const { columns, rows } = asked.value;
  asked.value = { ...asked.value, ...said, columns: { ...columns, ...said.columns }, rows: { ...rows, ...said.rows } };
}

/** Have the text read again whenever it or a word about it changes; the newest reading wins. */
export function followTable(): void {
  let waiting: number | undefined;
  let latest: AbortController | undefined;
  effect(() => {
    const request = asked.value;
    latest?.abort();
    window.clearTimeout(waiting);
    if (request.text.trim() === "") {
      reading.value = undefined;
      unread.value = "";
      return;
    }
    const mine = (latest = new AbortController());
    waiting = window.setTimeout(() => void read(request, mine.signal), REST_MS);
  });
}

async function read(request: TableRequest, signal: AbortSignal): Promise<void> {
  const supply = at(["token", "total_supply"]);
  try {
    const read = await service.table({ ...request, ...(typeof supply === "number" ? { total_supply: supply } : {}) }, signal);
    if (signal.aborted) return;
    reading.value = read;
    unread.value = "";
  } catch (error) {
    if (signal.aborted) return;
    reading.value = undefined;
    unread.value = error instanceof Error ? error.message : String(error);
  }
}
