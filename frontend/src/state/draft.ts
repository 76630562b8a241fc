/** The request in the workspace: what the designer edits, and where it came from. */
import { batch, computed, signal } from "@preact/signals";
import { type Draft, type Path, type Schemas, pathKey, service } from "../api/client";

export const FIRST_VISIT = "arb";

/** Undefined until the first request is in the workspace. */
export const draft = signal<Draft | undefined>(undefined);

/** What the design in the workspace began as. */
export interface Source {
  /** The library's entry; none for an imported, shared or own design. */
  scenario?: Schemas["ScenarioDetail"] | undefined;
  /** The id of the own design that saving writes to. */
  own?: string | undefined;
  /** The design as it was opened or last saved. */
  saved: Draft;
  /** What the token really cost, where its prices were given. */
  past?: Past | undefined;
}

/** The monthly closes of the token with this name and start. */
export interface Past {
  name: string;
  start: unknown;
  months: readonly Schemas["HistoryMonth"][];
}

export const source = signal<Source>({ saved: {} });

export const origin = computed(() => source.value.scenario);

/** Whether something has been changed since the design was opened or saved. */
export const isUnsaved = computed(() => draft.value !== undefined && draft.value !== source.value.saved && !isSame(draft.value, source.value.saved));

/** Whether the design is still the library's, word for word; how many trials are run of it does not count. */
export const isAsPublished = computed(() => origin.value !== undefined && isSame({ ...draft.value, monte_carlo: null }, { ...origin.value.request, monte_carlo: null }));

/** Counts what is put in the workspace as a whole; an edit does not count. */
export const arrivals = signal(0);

/** The place of the newest edit and when it was made; none for what arrived as a whole. */
export const newestEdit: { place: string | undefined; at: number } = { place: undefined, at: 0 };

export function putInWorkspace(request: Draft, from: Omit<Source, "saved"> & { saved?: Draft } = {}): void {
  newestEdit.place = undefined;
  batch(() => {
    source.value = { saved: request, ...from };
    draft.value = request;
    arrivals.value += 1;
  });
}

export async function openScenario(id: string): Promise<void> {
  const scenario = await service.scenario(id);
  putInWorkspace(scenario.request, { scenario });
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
  newestEdit.place = pathKey(path);
  newestEdit.at = performance.now();
  draft.value = withValue(draft.value ?? {}, path, value);
}

/** A design with one value changed; what stays the same is shared. */
export function withValue(design: Draft, path: Path, value: unknown): Draft {
  return replaced(design, path, value) as Draft;
}

/** Whether two designs are the same, word for word. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
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
