/** The facts of the validation table as the page tells them; whether one holds is the service's word. */
import type { Schemas } from "../api/client";

type Fact = Schemas["FactEntry"];

const VERDICTS = ["passed", "failed", "not measured"] as const;
const digits = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });

/** A fact without a value is neither: the data it needs were not at hand. */
export function verdictOf(fact: Fact): (typeof VERDICTS)[number] {
  return fact.value === null ? "not measured" : fact.passed ? "passed" : "failed";
}

/** Groups in the order of the table. */
export function groupsOf(facts: readonly Fact[]): readonly { group: string; members: readonly Fact[] }[] {
  const groups = [...new Set(facts.map(({ group }) => group))];
  return groups.map((group) => ({ group, members: facts.filter((fact) => fact.group === group) }));
}

/** How many have which verdict: 20 passed, 3 failed, 1 not measured. */
export function countsOf(facts: readonly Fact[]): string {
  const count = (wanted: string) => facts.filter((fact) => verdictOf(fact) === wanted).length;
  return VERDICTS.filter((verdict) => verdict !== "not measured" || count(verdict) > 0)
    .map((verdict) => `${count(verdict)} ${verdict}`)
    .join(", ");
}

/** Where the model has to be. */
export function bandOf({ low, high }: Fact): string {
  if (low === null && high === null) return "–";
  if (low === null) return `at most ${figure(high)}`;
  return high === null ? `at least ${figure(low)}` : `${figure(low)} to ${figure(high)}`;
}

export function figure(value: number | null): string {
  return value === null ? "–" : digits.format(value).replace("-", "−");
}
