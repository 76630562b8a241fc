import { beforeEach, describe, expect, it } from "vitest";
import type { Schemas } from "../src/api/client";
import { add, move, remove, rename, rows, setRows } from "../src/form/buckets/edits";
import { at, draft, putInWorkspace } from "../src/state/draft";
import { catalogue } from "../src/state/library";

function names(): unknown[] {
  return rows().map(({ bucket }) => bucket);
}

beforeEach(() => {
  catalogue.value = undefined;
  putInWorkspace({
    buckets: [{ bucket: "Team" }, { bucket: "VC" }, { bucket: "Drop" }],
    abm: { bucket_cohort_mapping: { Team: "VC" }, cohort_profiles: { Team: { sell: 1 }, VC: { sell: 2 } } },
  });
});

describe("another name", () => {
  it("is followed by whatever names the bucket", () => {
    rename(0, "Crew");
    expect(at(["abm"])).toEqual({ bucket_cohort_mapping: { Crew: "VC" }, cohort_profiles: { VC: { sell: 2 }, Crew: { sell: 1 } } });
  });

  it("leaves the changes of a profile of the catalogue alone", () => {
    catalogue.value = { profiles: { Team: {} } } as unknown as Schemas["Catalogue"];
    rename(0, "Crew");
    expect(at(["abm", "cohort_profiles", "Team"])).toEqual({ sell: 1 });
  });

  it("leaves what is said of a second bucket of the old name", () => {
    setRows([{ bucket: "Team" }, { bucket: "Team" }]);
    rename(0, "Crew");
    expect(at(["abm", "bucket_cohort_mapping"])).toEqual({ Team: "VC" });
  });
});

it("a bucket that goes takes along what is said of it", () => {
  remove(0);
  expect(names()).toEqual(["VC", "Drop"]);
  expect(at(["abm", "bucket_cohort_mapping"])).toEqual({});
});

it("a new bucket has a name that is free", () => {
  setRows([{ bucket: "Bucket 2" }]);
  expect(add()).toBe(1);
  expect(names()).toEqual(["Bucket 2", "Bucket 3"]);
});

it("a moved bucket keeps what is said of it", () => {
  expect(move(0, 1)).toBe(1);
  expect(names()).toEqual(["VC", "Team", "Drop"]);
  expect(at(["abm", "bucket_cohort_mapping"], draft.value)).toEqual({ Team: "VC" });
});
