/** What is on the desk when the page opens. */
import { effect } from "@preact/signals";
import { FIRST_VISIT, arrivals, openScenario } from "./draft";
import { outcome, refusal } from "./live";
import { keep } from "./runs";

export async function openFirst(): Promise<void> {
  keepFirstRuns();
  try {
    await openScenario(FIRST_VISIT);
  } catch (error) {
    refusal.value = error instanceof Error ? error.message : String(error);
  }
}

/** The first run of whatever is put on the desk stays behind every edit, until another one is kept. */
function keepFirstRuns(): void {
  let seen = 0;
  effect(() => {
    const run = outcome.value;
    if (run === undefined || arrivals.peek() === seen) return;
    seen = arrivals.peek();
    keep();
  });
}
