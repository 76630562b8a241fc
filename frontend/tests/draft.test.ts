import { describe, expect, it } from "vitest";
import { at, draft, edit, isUnsaved, putInWorkspace } from "../src/state/draft";

describe("an edit", () => {
  it("shares all it leaves alone with the state before", () => {
    putInWorkspace({ token: { name: "A" }, buckets: [{ bucket: "Team" }, { bucket: "VC" }] });
    const before = draft.value;
    edit(["buckets", 0, "bucket"], "Crew");
    expect(at(["buckets", 1])).toBe(at(["buckets", 1], before));
    expect(at(["buckets", 0, "bucket"], before)).toBe("Team");
  });

  it("makes the groups on its way", () => {
    putInWorkspace({});
    edit(["abm", "staking", "apy"], 0.1);
    expect(draft.value).toEqual({ abm: { staking: { apy: 0.1 } } });
  });

  it("of nothing takes the value out", () => {
    putInWorkspace({ token: { name: "A", seed: 1 } });
    edit(["token", "seed"], undefined);
    expect(draft.value).toEqual({ token: { name: "A" } });
  });

  it("that is taken back leaves nothing unsaved", () => {
    putInWorkspace({ token: { name: "A" } });
    edit(["token", "name"], "B");
    expect(isUnsaved.value).toBe(true);
    edit(["token", "name"], "A");
    expect(isUnsaved.value).toBe(false);
  });
});

it.each([
  [["a", "b"], undefined],
  [["a", 0], undefined],
  [[], { a: 1 }],
])("the value at %j of a draft without it is %j", (path, value) => {
  expect(at(path, { a: 1 })).toEqual(value);
});
