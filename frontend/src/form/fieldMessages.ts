/** Where on the form something is said: each message of the service belongs to the nearest field that is shown. */
import { computed, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext, useEffect, useMemo } from "preact/hooks";
import { type Path, pathKey, pathOf } from "../api/client";
import { at } from "../state/draft";
import { problems, report } from "../state/live";
import { writePercent } from "./numbers";
import { fieldSchema } from "./schema";

/** The places of a fold, so that it can tell how many of them need a look while it is closed. */
export class Room {
  private readonly keys = new Set<string>();
  private readonly changes = signal(0);

  constructor(private readonly outer?: Room) {}

  enter(key: string): void {
    this.keys.add(key);
    this.changes.value += 1;
    this.outer?.enter(key);
  }

  leave(key: string): void {
    this.keys.delete(key);
    this.changes.value += 1;
    this.outer?.leave(key);
  }

  has(key: string): boolean {
    return this.changes.value >= 0 && this.keys.has(key);
  }
}

/** Every place on the form. */
export const everywhere = new Room();
export const Around = createContext<Room>(everywhere);

export interface Message {
  key: string;
  /** What is said of the field, where it stands. */
  text: string;
  /** The same for those who do not see the field: Team, allocation: must be at most 100. */
  words: string;
  /** The place that shows it; none for a field the form does not have. */
  owner: string | undefined;
}

/** What has to change before the design can run. */
export const objections = computed(() => {
  const said = new Map(problems.value);
  for (const { loc, msg } of report.value?.problems ?? []) said.set(pathKey(pathOf(loc)), msg);
  return [...said].map(([key, text]) => message(key, text));
});

/** What the service has understood: the form shows it where it belongs, and it is no reason to look again. */
const UNDERSTOOD: readonly string[] = ["recognised_profile", "demand_preset"];

/** What a designer should know; it stops nothing. */
export const advice = computed(() =>
  (report.value?.advice ?? []).filter(({ type }) => !UNDERSTOOD.includes(type)).map(({ loc, msg }) => message(pathKey(pathOf(loc)), msg)),
);

function message(key: string, msg: string): Message {
  const owner = ownerOf(key);
  const path = asPath(key);
  const said = asShown(msg, fieldSchema(path).unit);
  const rest = owner === undefined ? key : key.slice(owner.length + 1);
  const name = rest === "" ? "" : owner === undefined ? placeWords(path) : placeWords(asPath(rest));
  const text = name === "" || said.includes(name) ? said : `${name}: ${said}`;
  return { key, owner, text, words: said.includes(placeWords(path)) ? said : `${placeWords(path)}: ${said}` };
}

function asPath(key: string): Path {
  return key.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

/** A place of the request in the words of the form: Team, Allocation. */
function placeWords(path: Path): string {
  const [room, index, ...rest] = path;
  if (room !== "buckets" || typeof index !== "number") return titleOf(path);
  const name = at(["buckets", index, "bucket"]);
  const bucket = typeof name === "string" && name !== "" ? name : `bucket ${index + 1}`;
  return rest.length === 0 ? bucket : `${bucket}, ${titleOf(path)}`;
}

function titleOf(path: Path): string {
  const step = path.at(-1);
  return typeof step === "number" ? `entry ${step + 1}` : (fieldSchema(path).title ?? String(step));
}

/** A bound of a fraction as the form shows it: in per cent. */
function asShown(msg: string, unit = ""): string {
  if (!unit.startsWith("fraction")) return msg;
  return msg.replace(/(?<=than |equal to )-?[\d.]+(e-?\d+)?$/, (bound) => `${writePercent(Number(bound))} %`);
}

function ownerOf(key: string): string | undefined {
  for (let place = key; place !== ""; place = place.slice(0, Math.max(0, place.lastIndexOf(".")))) {
    if (everywhere.has(place)) return place;
  }
  return undefined;
}

/** Take a place on the form and hear what is said about it. */
export function usePlace(path: Path): { key: string } & Said {
  const key = pathKey(path);
  const room = useContext(Around);
  useEffect(() => {
    room.enter(key);
    return () => room.leave(key);
  }, [key, room]);
  return { key, ...useSaid(key) };
}

export interface Said {
  error: string;
  note: string;
}

/** What is said about a place, in sentences; empty where nothing is. */
export function useSaid(key: string): Said {
  const [error, note] = useMemo(() => [computed(() => saidAt(key, objections.value)), computed(() => saidAt(key, advice.value))], [key]);
  return { error: error.value, note: note.value };
}

function saidAt(key: string, messages: readonly Message[]): string {
  return messages
    .filter(({ owner }) => owner === key)
    .map(({ text }) => sentence(text))
    .join(" ");
}

/** A message as a sentence; names out of the request stay as they are. */
export function sentence(text: string): string {
  const begun = /^[a-z]+(?![a-z._])/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

/** Go to a place that an edit has just made: the page is drawn before the focus can follow. */
export function goToNew(path: Path): void {
  requestAnimationFrame(() => goTo(pathKey(path)));
}

/** Unfold whatever hides a place and put the focus there. */
export function goTo(key: string): void {
  const place = document.querySelector<HTMLElement>(`[data-place="${CSS.escape(key)}"]`);
  if (place === null) return;
  for (let fold = place.closest("details"); fold !== null; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
  (place.matches("input, select, textarea") ? place : (place.querySelector<HTMLElement>("input, select, textarea, button") ?? place)).focus();
}
