import { describe, expect, it } from "vitest";
import { WHY, cliffOf, tellingMonths, told } from "../src/charts/why";
import { run } from "./factories";

const PARTS = [
  { "selling by Team": 0, demand: 0.1 },
  { "selling by Team": -0.4, demand: 0.05 },
  { "selling by Team": -0.001, demand: 0.002 },
];
const RUN = run({ prices: [1.1, 0.8, 0.8], parts: PARTS, buckets: [{ name: "Team", unlocks: [90, 20, 90] }] });

it("a month is told by its change and who moved it, the largest first", () => {
  expect(told(RUN, 1)).toBe("Feb 2025: −30 %, which is −35 points: −40 from selling by Team, +5 from demand.");
});

it("a month in which nothing happened is told, too", () => {
  expect(told(RUN, 2)).toBe("Mar 2025: +0.1 %; nothing moved the price by half a point.");
});

it("what is not named is told as all else, so that the parts add up", () => {
  const many = run({ prices: [1, 1], parts: [{}, { a: 0.06, b: 0.05, c: 0.04, d: 0.03, e: 0.02, f: 0.01 }] });
  expect(told(many, 1)).toContain("+1 from all else");
});

it("the months to look at are those that moved, in order, without the first", () => {
  expect(tellingMonths(RUN)).toEqual([1]);
});

it("the month of the cliff is the one after the first that unlocks most", () => {
  expect(cliffOf(RUN)).toBe(2);
});

describe("the bars", () => {
  const names = Array.from({ length: 10 }, (_, index) => `actor ${index}`);
  const crowd = run({ prices: [1, 1], parts: [Object.fromEntries(names.map((name) => [name, 0])), Object.fromEntries(names.map((name, index) => [name, index / 100]))] });

  it("name seven actors and put the rest together", () => {
    expect(WHY.lines(crowd).map(({ label }) => label)).toEqual([...names.slice(3), "other"]);
  });

  it("add up to the change, named or not", () => {
    const sum = WHY.lines(crowd).reduce((total, { values }) => total + (values[1] ?? 0), 0);
    expect(sum).toBeCloseTo(0.45, 12);
  });

  it("have a colour each", () => {
    const inks = WHY.lines(crowd).map(({ ink }) => ink);
    expect(new Set(inks).size).toBe(inks.length);
  });
});
