import { describe, expect, it } from "vitest";
import { cliffWords, cliffsOf, largestCliff, marketIndex, markedPrice, worstFall } from "../src/charts/events";
import { run } from "./factories";

const FLAT = [1, 1, 1, 1];

describe("a cliff", () => {
  it("is a month that unlocks much more than the next", () => {
    const found = cliffsOf(run({ prices: FLAT, buckets: [{ name: "Team", unlocks: [0, 0, 100, 10] }] }));
    expect(found).toEqual([{ month: 2, buckets: ["Team"], share: 10 }]);
  });

  it("of several buckets in one month is one", () => {
    const buckets = ["Team", "VC"].map((name) => ({ name, unlocks: [0, 50, 0, 0] }));
    expect(cliffsOf(run({ prices: FLAT, buckets }))).toEqual([{ month: 1, buckets: ["Team", "VC"], share: 10 }]);
  });

  it.each([
    ["the launch", [500, 0, 0, 0]],
    ["a line", [0, 50, 50, 50]],
    ["a line's slow end", [0, 50, 49, 30]],
    ["less than a hundredth of the supply", [0, 9, 0, 0]],
  ])("is not %s", (_, unlocks) => {
    expect(cliffsOf(run({ prices: FLAT, buckets: [{ name: "Team", unlocks }] }))).toEqual([]);
  });

  it("is told with its share, its buckets and its month", () => {
    const cliff = run({ prices: FLAT, buckets: [{ name: "Team", unlocks: [0, 0, 111, 0] }] });
    const found = largestCliff(cliff);
    expect(found && cliffWords(cliff, found)).toBe("11.1 % of the supply (Team) in Mar 2025");
  });
});

describe("the worst fall", () => {
  it("begins at the highest price before it", () => {
    expect(worstFall(run({ prices: [2, 4, 1, 3] }))).toEqual({ from: 1, to: 2, size: 75 });
  });

  it("may begin at the start price", () => {
    expect(worstFall(run({ start: 10, prices: [5, 6] }))).toEqual({ from: -1, to: 0, size: 50 });
  });

  it("is none where the price only rises", () => {
    expect(worstFall(run({ prices: [1, 2, 3] }))).toBeUndefined();
  });

  it("has no shade where it is the whole picture", () => {
    expect(markedPrice(run({ prices: [0.9, 0.8, 0.7] })).fall).toBe(false);
  });
});

it("names two buckets of a month and counts the others", () => {
  const buckets = ["Team", "VC", "Advisors", "A very long name of a bucket"].map((name) => ({ name, unlocks: [0, 50, 0, 0] }));
  expect(markedPrice(run({ prices: FLAT, buckets })).events).toEqual([{ month: 1, label: "Team, VC and 2 more 20 %" }]);
});

describe("the market", () => {
  it("begins at the start price", () => {
    expect(marketIndex(run({ start: 2, prices: [1, 1], market: [1, 1.5] }))[0]?.values).toEqual([2, 3]);
  });

  it("is not drawn where it stands still", () => {
    expect(marketIndex(run({ prices: FLAT }))).toEqual([]);
  });
});
