/** What a field had in the design before: the one whose thin line stays behind the run on the desk. */
import { computed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { type Path, pathKey } from "../api/client";
import { at } from "../state/draft";
import { baseline } from "../state/runs";
import { typedValue } from "./numbers";
import { type FieldSchema, fieldSchema } from "./schema";

/** The value before, as it is typed; none where it is the same now, or where there was no such bucket. */
export function useBefore(path: Path): string | undefined {
  const key = pathKey(path);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- a path is written anew at each drawing; its key says whether it is another
  return useMemo(() => computed(() => wordsBefore(path)), [key]).value;
}

function wordsBefore(path: Path): string | undefined {
  const design = baseline.value?.draft;
  const there = design && placeIn(design, path);
  if (there === undefined) return undefined;
  const field = fieldSchema(path);
  const [now, before] = [at(path), at(there, design)].map((value) => inWords(value ?? field.default, field));
  return now === before ? undefined : before || "empty";
}

function inWords(value: unknown, { unit, options }: FieldSchema): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  return options?.[String(value)] ?? typedValue(value, unit);
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
