import { beforeEach, describe, expect, it } from "vitest";
import { candidatesOf, movesShown, stepBetween } from "../src/decide/levers";
import { schema } from "../src/state/library";

const number = (title: string, unit: string, more: object = {}) => ({ title, unit, type: "number", ...more });

beforeEach(() => {
  schema.value = {
    properties: {
      buckets: {
        items: {
          properties: {
            allocation: number("Allocation", "%", { minimum: 0, maximum: 100 }),
            cliff_months: { title: "Cliff", unit: "months", type: "integer", minimum: 0 },
            amount: number("Amount", "tokens"),
            segments: { items: { properties: { month: { title: "Month", unit: "months", type: "integer" } } } },
          },
        },
      },
      abm: { properties: { staking: { properties: { apy: number("Yield", "fraction") } } } },
    },
  };
});

describe("what may be moved", () => {
  it("has a range around where it stands, within the field's bounds", () => {
    const design = { buckets: [{ bucket: "Team", allocation: 80, cliff_months: 6 }], abm: { staking: { apy: 0.1 } } };
    expect(candidatesOf(design)).toEqual([
      { pointer: "/buckets/0/allocation", name: "Team: Allocation", unit: "%", low: 40, high: 100, whole: false },
      { pointer: "/buckets/0/cliff_months", name: "Team: Cliff", unit: "months", low: 0, high: 18, whole: true },
      { pointer: "/abm/staking/apy", name: "Yield", unit: "fraction", low: 0.05, high: expect.closeTo(0.15, 12) as number, whole: false },
    ]);
  });

  it("has round ends, within which a search takes round steps", () => {
    const [share] = candidatesOf({ buckets: [{ bucket: "Team", allocation: 26.94 }] });
    expect([share?.low, share?.high]).toEqual([14, 40]);
    expect(stepBetween(14, 40)).toBe(1);
  });

  it("names the segment it belongs to", () => {
    const [first] = candidatesOf({ buckets: [{ bucket: "Team", segments: [{ kind: "cliff", month: 12 }] }] });
    expect(first?.name).toBe("Team, segment 1: Month");
  });

  it("is no number of tokens, which the allocation says", () => {
    expect(candidatesOf({ buckets: [{ bucket: "Team", amount: 5 }] })).toEqual([]);
  });

  it("has room above nothing", () => {
    const [rate] = candidatesOf({ abm: { staking: { apy: 0 } } });
    expect([rate?.low, rate?.high]).toEqual([0, 0.5]);
  });

  it("is told with the form's numbers and units once it has been moved", () => {
    const candidates = candidatesOf({ buckets: [{ bucket: "Team", cliff_months: 6 }], abm: { staking: { apy: 0.1 } } });
    expect(movesShown("Team: Cliff 6 → 11; Yield 0.1 → 0.217", candidates)).toBe("Team: Cliff 6 → 11 months; Yield 10 → 21.7 %");
  });

  it("stays as the service says it where nobody here has named it", () => {
    expect(movesShown("burn unset → 3; Nothing: the design as it is.", [])).toBe("burn unset → 3; Nothing: the design as it is.");
  });
});
