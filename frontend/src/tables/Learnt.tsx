/** What a token's prices say of its demand: the fitted path, each number with its interval, and the honest test. */
import { withUnit } from "../charts/format";
import type { Schemas } from "../api/client";
import { liveIsOpen } from "../state/calibration";
import { takeCalibrated } from "../state/studies";
import { ScrollTable } from "../ScrollTable";
import { FittedPath } from "./FittedPath";

type Answer = Schemas["CalibrateResponse"];

export function Learnt({ answer }: { answer: Answer }) {
  const take = () => {
    takeCalibrated(answer);
    liveIsOpen.value = false;
  };
  return (
    <>
      <FittedPath rows={answer.rows} />
      <ul class="rest" aria-label="What the test says">
        {[...answer.words, ...answer.warnings].map((words) => (
          <li key={words}>{sentence(words)}</li>
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

function Parameters({ parameters }: Pick<Answer, "parameters">) {
  return (
    <ScrollTable label="What was learnt" heads={["Of demand", "Most likely", "9 times in 10 between", "Real launches, 9 in 10", "Learnt from the prices"]}>
      {parameters.map(({ name, meaning, estimate, low, high, prior, learnt }) => (
        <tr key={name}>
          <th scope="row" title={meaning}>
            {name.replaceAll("_", " ")}
            <span class="note">{meaning}</span>
          </th>
          <td>{withUnit(estimate, "", 3)}</td>
          <td>{between(low, high)}</td>
          <td>{between(prior.low, prior.high)}</td>
          <td>{withUnit(learnt, "share", 2)}</td>
        </tr>
      ))}
    </ScrollTable>
  );
}

function between(low: number, high: number): string {
  return `${withUnit(low, "", 3)} and ${withUnit(high, "", 3)}`;
}

/** In the words of the table: attention floor. */
function sentence(words: string): string {
  const named = words.replaceAll(/[a-z]+(_[a-z]+)+/g, (name) => name.replaceAll("_", " "));
  const begun = named.charAt(0).toUpperCase() + named.slice(1);
  return begun.endsWith(".") ? begun : `${begun}.`;
}
