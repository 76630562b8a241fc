/** What can be done to the allocation table as a whole; names used elsewhere in the request follow their bucket. */
import { batch, computed } from "@preact/signals";
import type { Path } from "../../api/client";
import { at, edit } from "../../state/draft";
import { catalogue } from "../../state/library";
import { asRows } from "../values";

export type Row = Readonly<Record<string, unknown>>;

export const BUCKETS: Path = ["buckets"];

/** Parts of a request that name buckets. */
export const MAPPING: Path = ["abm", "bucket_cohort_mapping"];
const NAMED_BY_BUCKET: readonly Path[] = [MAPPING, ["abm", "cohort_profiles"], ["cohort_profiles"]];

export function rows(): readonly Row[] {
  return asRows(at(BUCKETS));
}

/** The names in the table, each once; the same list as long as none changes. */
export const bucketNames = computed(() => JSON.parse(written.value) as readonly string[]);

const written = computed(() => JSON.stringify(namesOf(rows())));

function namesOf(table: readonly Row[]): readonly string[] {
  const names = table.map(({ bucket }) => bucket).filter((name) => typeof name === "string" && name !== "");
  return [...new Set(names as string[])];
}

/** Put another table in place; what is said of buckets that are gone goes with them. */
export function setRows(table: readonly Row[]): void {
  batch(() => {
    const former = bucketNames.value;
    edit(BUCKETS, table);
    for (const name of former.filter((each) => !bucketNames.value.includes(each))) follow(name, undefined);
  });
}

export function add(): number {
  const table = rows();
  let number = table.length + 1;
  while (bucketNames.value.includes(`Bucket ${number}`)) number += 1;
  setRows([...table, { bucket: `Bucket ${number}`, allocation: 0 }]);
  return table.length;
}

export function remove(index: number): void {
  setRows(rows().filter((_, each) => each !== index));
}

/** Move a bucket up (-1) or down (1); its new place. */
export function move(index: number, by: -1 | 1): number {
  const table = [...rows()];
  const [row] = table.splice(index, 1);
  if (row === undefined) return index;
  table.splice(index + by, 0, row);
  setRows(table);
  return index + by;
}

/** Call a bucket something else, wherever the request speaks of it. */
export function rename(index: number, name: string): void {
  batch(() => {
    const former = at([...BUCKETS, index, "bucket"]);
    edit([...BUCKETS, index, "bucket"], name);
    if (typeof former === "string" && !bucketNames.value.includes(former)) follow(former, name);
  });
}

function follow(former: string, name: string | undefined): void {
  for (const path of NAMED_BY_BUCKET) {
    const said = at([...path, former]);
    if (said === undefined || (path !== MAPPING && isProfile(former))) continue;
    edit([...path, former], undefined);
    if (name !== undefined && at([...path, name]) === undefined) edit([...path, name], said);
  }
}

/** A change to a profile of the catalogue is meant for all who behave by it, not for the bucket of the same name. */
function isProfile(name: string): boolean {
  return name in (catalogue.value?.profiles ?? {});
}
