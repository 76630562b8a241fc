import { describe, expect, it } from "vitest";
import { monthName, tick, withUnit } from "../src/charts/format";

describe("a value with its unit", () => {
  it.each([
    [0.90412, "$", "$0.9041"],
    [0.5, "$", "$0.50"],
    [1.6, "$", "$1.60"],
    [-1234.5, "$", "−$1,235"],
    [1_112_000_000, "tokens", "1.112B tokens"],
    [0.372, "share", "37.2 %"],
    [-27.34, "%", "−27.34 %"],
    [0.0535, "points", "5.4 points"],
    [-0.0001, "points", "0 points"],
    [3, "", "3"],
  ] as const)("writes %s %s as %s", (value, unit, words) => {
    expect(withUnit(value, unit)).toBe(words);
  });

  it.each([null, undefined, Number.NaN, Number.POSITIVE_INFINITY])("writes %s as a dash", (value) => {
    expect(withUnit(value, "$")).toBe("–");
  });

  it.each([
    [3.944e36, "$3.94 × 10³⁶"],
    [2e-12, "$2 × 10⁻¹²"],
  ])("writes %s as a power", (value, words) => {
    expect(withUnit(value, "$")).toBe(words);
  });

  it("shows as many digits as are asked for", () => {
    expect(withUnit(0.123456, "$", 2)).toBe("$0.12");
  });
});

describe("a tick", () => {
  it.each([
    [1500, "tokens", "1.5K"],
    [0.25, "share", "25"],
    [0.05, "points", "5"],
    [0, "$", "0"],
  ] as const)("of %s %s reads %s", (value, unit, words) => {
    expect(tick(value, unit)).toBe(words);
  });
});

it("names a month as it is in UTC", () => {
  expect(monthName(new Date("2024-03-01T00:00:00Z"))).toBe("Mar 2024");
});
