import { describe, expect, it } from "vitest";
import { breachWords } from "../src/decide/Bounds";

describe("what has to hold and does not", () => {
  it("is said in the words in which it was set", () => {
    expect(breachWords("max_drawdown_pct (p90) is 95.1234; at most 80 is allowed.")).toBe("Worst drawdown is to be at most 80 % in 9 of 10 trials: it is 95.1 %.");
  });

  it("is said of what a bucket is paid, too", () => {
    expect(breachWords("proceeds of Team (p50) is 1.2e+06; at least 2e+06 is allowed.")).toBe("Paid to Team is to be at least $2M in half of the trials: it is $1.2M.");
  });

  it("is said as the service says it where the page knows no better", () => {
    expect(breachWords("final_price (p50) has no value.")).toBe("final_price (p50) has no value.");
  });
});
