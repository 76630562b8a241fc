import { expect, it } from "vitest";
import { differenceWords } from "../src/decide/compared";

it.each([
  [0.0873, "$", "+$0.087"],
  [-3.2e7, "tokens", "−32M tokens"],
  [-1.134, "%", "−1.1 points"],
  [0.0015, "%", "0 points"],
  [0, "$", "$0"],
] as const)("a difference of %s %s is told as %s", (value, unit, words) => {
  expect(differenceWords(value, unit, 2)).toBe(words);
});
