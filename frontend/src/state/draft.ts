/** The request on the desk: what the designer edits, and where it came from. */
import { signal } from "@preact/signals";
import { type Draft, type Path, type Schemas, service } from "../api/client";

export const FIRST_VISIT = "arb";

/** Undefined until the first request is on the desk. */
export const draft = signal<Draft | undefined>(undefined);

/** The library's entry the draft began as; none for an imported or shared one. */
export const origin = signal<Schemas["ScenarioDetail"] | undefined>(undefined);

/** Counts what is put on the desk as a whole; an edit does not count. */
export const arrivals = signal(0);

export function putOnDesk(request: Draft, scenario?: Schemas["ScenarioDetail"]): void {
  origin.value = scenario;
  draft.value = request;
  arrivals.value += 1;
}

export async function openScenario(id: string): Promise<void> {
  const scenario = await service.scenario(id);
  putOnDesk(scenario.request as Draft, scenario);
}

/** The value at a path of the draft; undefined where there is none. */
export function at(path: Path, root: unknown = draft.value): unknown {
  return path.reduce<unknown>(
    (value, step) => (value !== null && typeof value === "object" ? (value as Record<string | number, unknown>)[step] : undefined),
    root,
  );
}

/** Change one value of the draft; undefined takes it out, so that its default holds. */
export function edit(path: Path, value: unknown): void {
  draft.value = replaced(draft.value ?? {}, path, value) as Draft;
}

function replaced(node: unknown, path: Path, value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(node) || (typeof step === "number" && node === undefined)) {
    const items: unknown[] = Array.isArray(node) ? [...(node as unknown[])] : [];
    items[step as number] = replaced(items[step as number], rest, value);
    return items;
  }
  const members: Record<string, unknown> = { ...((node ?? {}) as Record<string, unknown>) };
  const changed = replaced(members[step as string], rest, value);
  if (changed === undefined) delete members[step as string];
  else members[step as string] = changed;
  return members;
}
