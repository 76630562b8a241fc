import { describe, expect, it } from "vitest";
import { readNumber, readNumbers, unitShown, writePercent, writeValue } from "../src/form/numbers";

describe("a number as people type it", () => {
  it.each([
    ["12", 12],
    [" 1,000,000 ", 1_000_000],
    ["1.000.000", 1_000_000],
    ["1.234.567,5", 1_234_567.5],
    ["1,234,567.5", 1_234_567.5],
    ["1 000 000", 1_000_000],
    ["1'000'000", 1_000_000],
    ["12,5", 12.5],
    ["0,500", 0.5],
    ["−3", -3],
    ["12.5 %", 12.5],
    ["1e9", 1e9],
    [".5", 0.5],
  ])("%s is %s", (text, value) => {
    expect(readNumber(text)).toBe(value);
  });

  it.each(["twelve", "1,2,3x", "12 months", "--3", "1e999"])("%s stays a text, for the service to object to", (text) => {
    expect(readNumber(text)).toBe(text);
  });

  it.each(["", "   "])("nothing is nothing, so that the default holds", (text) => {
    expect(readNumber(text)).toBeUndefined();
  });
});

describe("a fraction", () => {
  it("is typed in per cent", () => {
    expect(readNumber("7", "fraction a month")).toBe(0.07);
  });

  it.each([0.07, 0.1, 0.29, 1, 1e-6, 0.005])("comes back as it was: %s", (fraction) => {
    expect(readNumber(writePercent(fraction), "fraction")).toBe(fraction);
  });

  it("is written without what arithmetic adds", () => {
    expect(writePercent(0.07)).toBe("7");
  });

  it("is named in per cent", () => {
    expect(unitShown("fraction a month")).toBe("% a month");
  });
});

describe("a list of numbers", () => {
  it.each([
    ["1, 2, 3", [1, 2, 3]],
    ["1\n2\n\n3", [1, 2, 3]],
    ["1,5; 2,5", [1.5, 2.5]],
    ["1,000\t2,000", [1000, 2000]],
    ["1 two", [1, "two"]],
  ])("%j is %j", (text, values) => {
    expect(readNumbers(text)).toEqual(values);
  });

  it("of nothing is nothing", () => {
    expect(readNumbers(" \n ")).toBeUndefined();
  });
});

it.each([
  [undefined, ""],
  [null, ""],
  [[1, [2, 3]], "1, 2, 3"],
  [{ a: 1 }, '{"a":1}'],
  [0, "0"],
])("a value %j is written as %j", (value, text) => {
  expect(writeValue(value)).toBe(text);
});
