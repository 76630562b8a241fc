/** What the service offers, fetched once: scenarios, and what a form needs to know. */
import { signal } from "@preact/signals";
import { type Schemas, service } from "../api/client";
import { refusal } from "./live";

export const scenarios = signal<readonly Schemas["ScenarioHead"][]>([]);
export const catalogue = signal<Schemas["Catalogue"] | undefined>(undefined);

export async function openLibrary(): Promise<void> {
  try {
    const [list, offered] = await Promise.all([service.scenarios(), service.catalogue()]);
    scenarios.value = list.scenarios;
    catalogue.value = offered;
  } catch (error) {
    refusal.value = error instanceof Error ? error.message : String(error);
  }
}
