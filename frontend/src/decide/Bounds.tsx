/** What has to hold of a design, whatever else is wanted: a search keeps it, and a stress says which future breaks it. */
import { computed, signal } from "@preact/signals";
import type { Schemas } from "../api/client";
import { withUnit } from "../charts/format";
import { readNumber } from "../form/numbers";
import { titleOf, unitOf } from "./goals";

const FIGURES = ["final_price", "min_price", "max_drawdown_pct", "staking_ratio_pct", "treasury_runway_months"] as const;
const SIDES = { min: "at least", max: "at most" } as const;
const TRIALS = { half: "in half of the trials", most: "in 9 of 10 trials" } as const;

interface Bound {
  figure: string;
  side: keyof typeof SIDES;
  /** As it was typed. */
  value: string;
  trials: keyof typeof TRIALS;
}

const bounds = signal<readonly Bound[]>([]);

/** As the service takes them; one without a number holds nothing. */
export const constraints = computed(() => bounds.value.flatMap(constraintOf));

function constraintOf({ figure, side, value, trials }: Bound): Schemas["Constraint"][] {
  const bound = readNumber(value);
  if (typeof bound !== "number") return [];
  const at = trials === "half" ? "p50" : side === "min" ? "p10" : "p90";
  return [{ figure, at, [side]: bound }];
}

export function Bounds() {
  const put = (index: number, change: Partial<Bound>) => (bounds.value = bounds.value.map((bound, place) => (place === index ? { ...bound, ...change } : bound)));
  const add = () => (bounds.value = [...bounds.value, { figure: "max_drawdown_pct", side: "max", value: "80", trials: "half" }]);
  return (
    <section class="chart" aria-labelledby="bounds-title">
      <h3 id="bounds-title">What has to hold</h3>
      <p class="quiet">A search proposes no design that breaks it; a stress says which future does.</p>
      {bounds.value.map((bound, index) => (
        <Row key={index} bound={bound} number={index + 1} onChange={(change) => put(index, change)} onRemove={() => (bounds.value = bounds.value.filter((_, place) => place !== index))} />
      ))}
      <button type="button" onClick={add}>
        {bounds.value.length === 0 ? "Add what has to hold" : "Add another"}
      </button>
    </section>
  );
}

interface RowProps {
  bound: Bound;
  number: number;
  onChange: (change: Partial<Bound>) => void;
  onRemove: () => void;
}

function Row({ bound: { figure, side, value, trials }, number, onChange, onRemove }: RowProps) {
  const isWrong = value.trim() !== "" && typeof readNumber(value) !== "number";
  return (
    <div class="bound" role="group" aria-label={`What has to hold, ${number}`}>
      <Choice label="Figure" options={Object.fromEntries(FIGURES.map((name) => [name, titleOf(name)]))} value={figure} onValue={(next) => onChange({ figure: next })} />
      <Choice label="At least or at most" options={SIDES} value={side} onValue={(next) => onChange({ side: next as Bound["side"] })} />
      <input class="number" inputMode="decimal" aria-label={`Bound, ${unitOf(figure)}`} aria-invalid={isWrong || undefined} value={value} onInput={({ currentTarget }) => onChange({ value: currentTarget.value })} />
      <span class="unit">{unitOf(figure)}</span>
      <Choice label="In how many trials" options={TRIALS} value={trials} onValue={(next) => onChange({ trials: next as Bound["trials"] })} />
      <button type="button" aria-label={`Remove what has to hold, ${number}`} onClick={onRemove}>
        ×
      </button>
    </div>
  );
}

function Choice({ label, options, value, onValue }: { label: string; options: Readonly<Record<string, string>>; value: string; onValue: (value: string) => void }) {
  return (
    <select aria-label={label} value={value} onChange={({ currentTarget }) => onValue(currentTarget.value)}>
      {Object.entries(options).map(([name, words]) => (
        <option key={name} value={name}>
          {words}
        </option>
      ))}
    </select>
  );
}

const BREACH = /^(.+) \((mean|p10|p50|p90)\) is (\S+); (at least|at most) (\S+) is allowed\.$/;
const LEVELS: Readonly<Record<string, string>> = { mean: "on average", p10: TRIALS.most, p50: TRIALS.half, p90: TRIALS.most };

/** What the service says of a bound that does not hold, in the words in which it was set: Worst drawdown is to be at most 80 % in half of the trials: it is 95.1 %. */
export function breachWords(told: string): string {
  const [, figure = "", at = "", value, word, bound] = BREACH.exec(told) ?? [];
  if (figure === "") return told;
  const [is, allowed] = [value, bound].map((number) => withUnit(Number(number), unitOf(figure), 3));
  return `${titleOf(figure)} is to be ${word} ${allowed} ${LEVELS[at]}: it is ${is}.`;
}
