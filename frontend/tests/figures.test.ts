import { describe, expect, it } from "vitest";
import { allFigures, decidingFigures, spreadWords, valueWords } from "../src/results/figures";
import { answerOf } from "../src/results/answer";
import type { Run } from "../src/state/runs";
import { run, withTrials } from "./factories";

function figure(of: Run, id: string) {
  const found = allFigures([of]).find((each) => each.id === id);
  return found && { words: valueWords(of, found), note: found.note?.(of), spread: spreadWords(of, found) };
}

const CLIFF = run({
  start: 1,
  prices: [1.2, 1, 0.8, 0.7, 0.6, 0.5],
  buckets: [
    { name: "Team", profile: "Team", unlocks: [0, 0, 200, 0, 0, 0], sold: [0, 0, 60, 40], paid: [0, 0, 48, 28] },
    { name: "Drop", profile: "Airdrop", unlocks: [100, 0, 0, 0, 0, 0], sold: [10], paid: [12] },
  ],
});

describe("a figure read off the months", () => {
  it("says what the price does through the largest cliff", () => {
    expect(figure(CLIFF, "through_cliff")).toMatchObject({ words: "−50 %", note: "$1 to $0.50; Mar 2025: 20 % of supply" });
  });

  it("says which month was the worst", () => {
    expect(figure(CLIFF, "worst_month")).toMatchObject({ words: "−20 %", note: "in Mar 2025" });
  });

  it("says what insiders and the community are paid for a token", () => {
    expect([figure(CLIFF, "insiders")?.words, figure(CLIFF, "community")?.words]).toEqual(["$0.76", "$1.20"]);
  });

  it("is not shown where no run has it", () => {
    expect(decidingFigures([CLIFF]).map(({ id }) => id)).not.toContain("price_month_12");
  });

  it("of the price after a year is that of month twelve", () => {
    const prices = Array.from({ length: 14 }, (_, month) => month + 1);
    expect(figure(run({ prices }), "price_month_12")).toMatchObject({ words: "$13", note: "in Jan 2026" });
  });
});

describe("what trials spread over", () => {
  it("is said by its tenths and its middle", () => {
    const found = withTrials(CLIFF, { final_price: { p10: 0.041, p50: 0.112, p90: 0.213 } });
    expect(figure(found, "final_price")?.spread).toBe("8 of 10 trials: $0.041 to $0.21, half below $0.11");
  });

  it("of a fall has the worse end first", () => {
    const found = withTrials(run({ prices: [1], summary: { max_drawdown_pct: 50 } }), { max_drawdown_pct: { p10: 20, p50: 50, p90: 90 } });
    expect(figure(found, "max_drawdown_pct")?.spread).toBe("8 of 10 trials: −90 % to −20 %, half below −50 %");
  });

  it("is not said of a design that has changed since", () => {
    const found = { ...withTrials(CLIFF, { final_price: { p10: 1, p50: 2, p90: 3 } }), trialsAreOld: true };
    expect(figure(found, "final_price")?.spread).toBeUndefined();
  });
});

describe("the answer in a sentence", () => {
  it("begins with the cliff and ends with the way of the price", () => {
    expect(answerOf(CLIFF)).toBe(
      "The largest cliff is 20 % of the supply (Team) in Mar 2025: the price is $1 in the month before it and $0.50 three months after, −50 %. " +
        "From $1 to $0.50 (−50 %) by Jun 2025.",
    );
  });

  it("says where there is none", () => {
    expect(answerOf(run({ prices: [2] }))).toMatch(/^Nothing unlocks in a cliff/);
  });
});
