/** The draft's values, read where they are shown. */
import { computed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { type Path, pathKey } from "../api/client";
import { at } from "../state/draft";

/** The value at a path; whoever reads it is drawn again only when that value changes. */
export function useAt(path: Path): unknown {
  const key = pathKey(path);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- a path is written anew at each drawing; its key says whether it is another
  return useMemo(() => computed(() => at(path)), [key]).value;
}

/** How many rows a table has; whoever reads it is drawn again only when one comes or goes. */
export function useCount(path: Path): number {
  const key = pathKey(path);
  // eslint-disable-next-line react-hooks/exhaustive-deps -- as above
  return useMemo(() => computed(() => asRows(at(path)).length), [key]).value;
}

/** A group's members; none where the draft has something else in its place. */
export function asMembers(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** A table's rows; none where the draft has something else in its place. */
export function asRows(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(asMembers) : [];
}
