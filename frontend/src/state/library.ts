/** What the service offers, fetched once: scenarios, and what a form needs to know. */
import { signal } from "@preact/signals";
import { type Draft, type Schemas, Unreachable, service } from "../api/client";
import { refusal } from "./live";

export const scenarios = signal<readonly Schemas["ScenarioHead"][]>([]);
export const catalogue = signal<Schemas["Catalogue"] | undefined>(undefined);

/** Markets to simulate in, and what each launch fills in of demand. */
export const markets = signal<Schemas["MarketList"] | undefined>(undefined);

/** The facts that the model is held against. */
export const validation = signal<Schemas["ValidationTable"] | undefined>(undefined);

/** The JSON Schema of a request: name, unit, help, bounds and default of every field. */
export const schema = signal<Draft | undefined>(undefined);

const AGAIN_MS = 2000;

/** Fetch all of it; a service that cannot be reached is asked again until it can. */
export async function openLibrary(): Promise<void> {
  try {
    const [list, offered, known, described] = await Promise.all([service.scenarios(), service.catalogue(), service.markets(), service.schema()]);
    scenarios.value = list.scenarios;
    catalogue.value = offered;
    markets.value = known;
    schema.value = described;
    validation.value = await service.validation();
  } catch (error) {
    refusal.value = error instanceof Error ? error.message : String(error);
    if (error instanceof Unreachable) window.setTimeout(() => void openLibrary(), AGAIN_MS);
  }
}
