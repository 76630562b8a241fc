import { describe, expect, it } from "vitest";
import { pathFromFirstMonth } from "../src/state/calibration";

describe("the market that a live token is held against", () => {
  it("begins on the day on which the first month ends", () => {
    expect(pathFromFirstMonth("eth", "2023-03-16")).toBe("eth-2023-04-16");
  });

  it("begins on the last day of a month that has no such day", () => {
    expect(pathFromFirstMonth("btc", "2024-01-31")).toBe("btc-2024-02-29");
  });

  it("goes on in the next year", () => {
    expect(pathFromFirstMonth("eth", "2023-12-05T10:00:00Z")).toBe("eth-2024-01-05");
  });
});
