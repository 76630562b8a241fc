/** How the results are looked at: nothing here changes what is simulated. */
import { computed, signal } from "@preact/signals";
import { rememberSwitches, rememberedSwitches } from "./memory";

/** The month the pointer is at, in any chart. */
export const pointed = signal<number | undefined>(undefined);

/** The month the designer has clicked at or gone to by key; it stays. */
export const chosen = signal<number | undefined>(undefined);

/** The month all charts point at; none until the designer points or chooses. */
export const cursor = computed(() => pointed.value ?? chosen.value);

/** The month to show the values of: the one pointed at or chosen, or the last. */
export function shownMonth(last: number): number {
  return Math.min(cursor.value ?? last, last);
}

/** Switches of charts by id: logarithmic price, shares instead of tokens, table instead of picture. */
export const switches = signal<ReadonlyMap<string, boolean>>(rememberedSwitches());

export function isOn(name: string): boolean {
  return switches.value.get(name) ?? false;
}

export function flip(name: string): void {
  switches.value = new Map(switches.value).set(name, !isOn(name));
  rememberSwitches(switches.value);
}

const dark = window.matchMedia("(prefers-color-scheme: dark)");

/** Whether charts are drawn for a dark page: they name their colours and must follow the browser's wish. */
export const isDark = signal(dark.matches);
dark.addEventListener("change", () => (isDark.value = dark.matches));

export function asksForDark(): boolean {
  return dark.matches;
}

/** The parts of the results below the price, one of which is shown. */
export const TABS = ["Price", "Supply", "Who sells", "Staking & treasury", "Holders", "Risk", "What to do"] as const;
export type Tab = (typeof TABS)[number];
export const tab = signal<Tab>("Price");

/** The study to bring into sight, by the kind of its jobs; none once it is there. */
export const wantedStudy = signal<string | undefined>(undefined);

/** Whether a phone shows the form as a sheet over the results. */
export const sheetIsOpen = signal(false);

/** Whether the list of jobs is open. */
export const jobsAreOpen = signal(false);

/** Whether the page is being put on paper. */
export const isPaper = signal(false);
