/** What a field had in the design before: the one whose thin line stays behind the run on the desk. */
import { computed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { type Path, pathKey } from "../api/client";
import { at, draft } from "../state/draft";
import { baseline } from "../state/runs";
import { typedValue } from "./numbers";
import { fieldSchema } from "./schema";

/** How what a design has at a place is told. */
type Telling = (value: unknown, design: unknown, path: Path) => string;

/** The value before, as it is typed or told; none where it is the same now, or where there was no such bucket. */
export function useBefore(path: Path, telling: Telling = asTyped): string | undefined {
  const key = pathKey(path);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- a path is written anew at each drawing; its key says whether it is another
  return useMemo(() => computed(() => wordsBefore(path, telling)), [key, telling]).value;
}

function wordsBefore(path: Path, told: Telling): string | undefined {
  const design = baseline.value?.draft;
  const there = design && placeIn(design, path);
  if (there === undefined) return undefined;
  const [mine, others] = [at(path), at(there, design)];
  if (told === asTyped && Object.is(mine, others)) return undefined; // most fields, after most edits: a schedule has hundreds
  const [now, before] = [told(mine, draft.value, path), told(others, design, path)];
  return now === before ? undefined : before || "empty";
}

function asTyped(value: unknown, _: unknown, path: Path): string {
  const field = fieldSchema(path);
  const known = value ?? field.default;
  if (typeof known === "boolean") return known ? "on" : "off";
  return field.options?.[String(known)] ?? typedValue(known, field.unit);
}

/** Where a place of the design on the desk is in another one: buckets are told by their names. */
function placeIn(design: unknown, path: Path): Path | undefined {
  const [room, index, ...rest] = path;
  if (room !== "buckets" || typeof index !== "number") return path;
  const buckets = at(["buckets"], design);
  const name = at(["buckets", index, "bucket"]);
  const found = Array.isArray(buckets) ? buckets.findIndex((bucket) => at(["bucket"], bucket) === name) : -1;
  return found < 0 ? undefined : ["buckets", found, ...rest];
}
