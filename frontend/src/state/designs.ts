/** One's own designs, kept in this browser with the versions they had. */
import { batch, computed, signal } from "@preact/signals";
import type { Draft } from "../api/client";
import { type Past, at, draft, edit, putInWorkspace, source } from "./draft";
import { rememberDesigns, rememberedDesigns } from "./memory";
import { nameOf } from "./runs";

const MOST_VERSIONS = 20;

export interface Version {
  /** When it was saved, ISO 8601. */
  at: string;
  draft: Draft;
  /** What its token really cost, where that was given. */
  past?: Past | undefined;
}

export interface OwnDesign {
  id: string;
  name: string;
  /** Newest first; never empty. */
  versions: readonly Version[];
}

/** Newest first. */
export const ownDesigns = signal<readonly OwnDesign[]>(rememberedDesigns());

/** The own design in the workspace; none for one of the library or a link. */
export const ownDesign = computed(() => ownDesigns.value.find(({ id }) => id === source.value.own));

/** Why nothing could be kept; none while all is well. */
export const unkept = signal<string | undefined>(undefined);

/** Another tab may have saved in the meantime. */
export function followDesigns(): void {
  window.addEventListener("storage", () => (ownDesigns.value = rememberedDesigns()));
}

/** Save the design in the workspace: as a new version of the own design it is, or as a new one. */
export function saveDesign(): void {
  const now = draft.value;
  if (now === undefined) return;
  const known = ownDesign.value;
  const { past } = source.value;
  const version = { at: new Date().toISOString(), draft: now, past };
  const saved = known
    ? { ...known, versions: [version, ...known.versions].slice(0, MOST_VERSIONS) }
    : { id: crypto.randomUUID?.() ?? version.at, name: freeName(nameOf(now)), versions: [version] };
  batch(() => {
    keepAll([saved, ...ownDesigns.value.filter(({ id }) => id !== saved.id)]);
    source.value = { ...(known ? source.value : { past }), own: saved.id, saved: now };
  });
}

export function openOwn({ id, versions }: OwnDesign, version = versions[0]): void {
  const newest = versions[0]?.draft;
  if (version && newest) putInWorkspace(version.draft, { own: id, saved: newest, past: version.past });
}

/** Put a new design in the workspace and keep it. */
export function begin(request: Draft): void {
  putInWorkspace(request);
  saveDesign();
}

/** The design in the workspace under another name, so that the one it came from stays as it is. */
export function duplicate(): void {
  const name = freeName(nameOf(draft.value ?? {}));
  batch(() => {
    source.value = { saved: {} };
    edit(["token", "name"], name);
    saveDesign();
  });
}

/** An own design's name; the token's, where it was the same. */
export function renameOwn(design: OwnDesign, name: string): void {
  if (name.trim() === "") return;
  keepAll(ownDesigns.value.map((each) => (each.id === design.id ? { ...each, name: name.trim() } : each)));
  if (source.value.own === design.id && at(["token", "name"]) === design.name) edit(["token", "name"], name.trim());
}

export function removeOwn(id: string): void {
  keepAll(ownDesigns.value.filter((each) => each.id !== id));
}

function keepAll(designs: readonly OwnDesign[]): void {
  ownDesigns.value = designs;
  unkept.value = rememberDesigns(designs) ? undefined : "The browser keeps nothing more: export the design as a file.";
}

/** A name no other own design has: Arbitrum, Arbitrum 2, Arbitrum 3. */
function freeName(wanted: string): string {
  const taken = new Set(ownDesigns.value.map(({ name }) => name));
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = `${wanted} ${count}`;
  return name;
}
