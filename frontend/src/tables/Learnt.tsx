/** What a token's prices say of its demand: the fitted path, each number with its interval, and the honest test. */
import { type Unit, rangeWords, withUnit } from "../charts/format";
import type { Schemas } from "../api/client";
import { liveIsOpen } from "../state/calibration";
import { takeCalibrated } from "../state/studies";
import { ScrollTable } from "../ScrollTable";
import { isPercent } from "../form/numbers";
import { fieldSchema } from "../form/schema";
import { FittedPath } from "./FittedPath";
import { Interval } from "./Interval";

type Answer = Schemas["CalibrateResponse"];

export function Learnt({ answer }: { answer: Answer }) {
  const take = () => {
    takeCalibrated(answer);
    liveIsOpen.value = false;
  };
  return (
    <>
      <FittedPath rows={answer.rows} />
      {answer.test && <Verdict test={answer.test} />}
      <ul class="rest" aria-label="What the test says">
        {answer.words.map((words) => (
          <li key={words}>{sentence(words)}</li>
        ))}
        {answer.warnings.map((words) => (
          <li key={words} class="careful">
            {sentence(words)}
          </li>
        ))}
      </ul>
      <Parameters parameters={answer.parameters} />
      <p class="actions">
        <button type="button" class="primary" onClick={take}>
          Put it on the desk
        </button>
      </p>
    </>
  );
}

/** Whether the fit says anything of months it has not seen, in one line above the numbers. */
function Verdict({ test }: { test: NonNullable<Answer["test"]> }) {
  const both = test.beats_random_walk && test.beats_market_over_float;
  const one = test.beats_random_walk ? "a random walk" : "the market over the float";
  const words = both ? "beats both simple rules" : test.beats_random_walk || test.beats_market_over_float ? `beats ${one} alone` : "beats no simple rule: do not rely on it";
  return (
    <p class={both ? "verdict passed" : "verdict failed"}>
      The honest test, on the last {test.tested_months} closes, which the tested fit had not seen: it {words}.
    </p>
  );
}

function Parameters({ parameters }: Pick<Answer, "parameters">) {
  return (
    <ScrollTable label="What was learnt" heads={["Of demand", "Most likely", "9 times in 10", "9 in 10 real launches", "Both", "Learnt from the prices"]}>
      {parameters.map((parameter) => {
        const { name, meaning, estimate, low, high, prior, learnt } = parameter;
        const { title, unit } = fieldOf(name);
        return (
          <tr key={name}>
            <th scope="row">
              {title}
              <span class="note">{meaning}</span>
            </th>
            <td>{withUnit(estimate, unit, 3)}</td>
            <td>{rangeWords(low, high, unit, 3)}</td>
            <td>{rangeWords(prior.low, prior.high, unit, 3)}</td>
            <td>
              <Interval parameter={parameter} />
            </td>
            <td>{withUnit(learnt, "share", 2)}</td>
          </tr>
        );
      })}
    </ScrollTable>
  );
}

/** A parameter as the form calls it, and its unit. */
function fieldOf(name: string): { title: string; unit: Unit } {
  const { title = name.replaceAll("_", " "), unit = "" } = fieldSchema(["abm", name === "beta" ? "market" : "demand", name]);
  return { title, unit: isPercent(unit) ? "share" : unit === "months" ? "months" : "" };
}

/** In the words of the table: attention floor. */
function sentence(words: string): string {
  const named = words.replaceAll(/[a-z]+(_[a-z]+)+/g, (name) => name.replaceAll("_", " "));
  const begun = named.charAt(0).toUpperCase() + named.slice(1);
  return begun.endsWith(".") ? begun : `${begun}.`;
}
