import { describe, expect, it } from "vitest";
import { patched } from "../src/state/found";

describe("a found design", () => {
  const design = { token: { name: "Mine" }, buckets: [{ bucket: "Team", allocation: 20 }, { bucket: "All", allocation: 80 }], abm: { "a/b": 1 } };

  it("is the design as it is with other values in places, old and new", () => {
    const found = patched(design, [
      { pointer: "/buckets/1/allocation", value: 70 },
      { pointer: "/abm/staking_config/base_apy", value: 0.1 },
    ]);
    expect(found).toEqual({ ...design, buckets: [{ bucket: "Team", allocation: 20 }, { bucket: "All", allocation: 70 }], abm: { "a/b": 1, staking_config: { base_apy: 0.1 } } });
  });

  it("follows a pointer whose steps are escaped", () => {
    expect(patched(design, [{ pointer: "/abm/a~1b", value: 2 }])["abm"]).toEqual({ "a/b": 2 });
  });

  it("leaves the design that it is made of as it was", () => {
    patched(design, [{ pointer: "/buckets/0/allocation", value: 1 }]);
    expect(design.buckets[0]?.allocation).toBe(20);
  });
});
