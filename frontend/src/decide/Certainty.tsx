/** Two designs under the same chance: how often the one on the desk is better, and by how much. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { StudyStatus } from "./StudyStatus";
import { withUnit } from "../charts/format";
import type { Schemas } from "../api/client";
import { at } from "../state/draft";
import { type Run, behind } from "../state/runs";
import { comparison } from "../state/studies";
import { single } from "../state/live";
import { Differences } from "./Differences";
import { Warnings } from "./Warnings";
import { COMPARED, type Compared, differenceWords } from "./compared";

type Answer = Schemas["CompareResponse"];

const TRIALS = 200;

export function Certainty() {
  const id = useId();
  const chosen = useSignal("");
  const others = behind.value;
  const other = others.find((run) => run.id === chosen.value) ?? others[0];
  const found = comparison.found.value;
  return (
    <section class="chart" data-study="comparison" aria-labelledby="certainty-title">
      <h3 id="certainty-title">Compare with certainty</h3>
      <p class="quiet">Both designs live through the same {TRIALS} worlds, with the same holders and the same luck: what differs is the design.</p>
      {other === undefined ? (
        <p>Change something, or pin a design, to have two.</p>
      ) : (
        <p class="actions">
          <label for={id}>The design on the desk against</label>
          <select id={id} value={other.id} onChange={({ currentTarget }) => (chosen.value = currentTarget.value)}>
            {others.map((run) => (
              <option key={run.id} value={run.id}>
                {run.id === "baseline" ? "the one before" : run.label}
              </option>
            ))}
          </select>
          <button type="button" class="primary" disabled={comparison.job.value !== undefined} onClick={() => void ask(other)}>
            Compare
          </button>
        </p>
      )}
      <StudyStatus study={comparison} />
      {found && <Verdict answer={found.answer} />}
    </section>
  );
}

/** A is the other design, B the one on the desk; how much chance there is, the desk says. */
function ask(other: Run): Promise<void> {
  const variance = at(["monte_carlo", "variance_level"]);
  const trials = { num_trials: TRIALS, ...(variance !== undefined && { variance_level: variance }) };
  return comparison.askWith((design) => ({ a: single(other.draft), b: design, monte_carlo: trials }));
}

function Verdict({ answer }: { answer: Answer }) {
  const figure = useSignal<Compared>("final_price");
  const names = Object.keys(COMPARED) as Compared[];
  return (
    <>
      <ul class="verdicts">
        {names.map((name) => (
          <li key={name}>
            <label>
              <input type="radio" name="compared" checked={figure.value === name} onChange={() => (figure.value = name)} /> {verdictWords(name, answer)}
            </label>
          </li>
        ))}
      </ul>
      <Warnings warnings={answer.warnings} />
      <p class="quiet">{meanWords(figure.value, answer)}</p>
      {answer.cross_check?.agrees === true && <p class="quiet">The other market model orders the two the same way, in {withUnit(answer.cross_check.trials, "")} of the worlds.</p>}
      <Differences answer={answer} figure={figure.value} />
    </>
  );
}

/** The design on the desk has the higher price at the end in 83 % of the worlds: +$0.10 in the middle one. */
export function verdictWords(name: Compared, { figures }: Answer): string {
  const difference = figures[name];
  if (difference === undefined) return "";
  const { better, unit } = COMPARED[name];
  const { probability_b_beats_a: share, p10_difference: low, p50_difference: middle, p90_difference: high } = difference;
  const [least, half, most] = [low, middle, high].map((value) => differenceWords(value, unit, 2));
  return `The design on the desk has ${better} in ${withUnit(share, "share", 2)} of the worlds: ${half} in the middle one, ${least} to ${most} in 8 of 10.`;
}

/** How well the mean difference is known, and how many worlds could not be compared. */
function meanWords(name: Compared, { figures, failed_trials: failed }: Answer): string {
  const difference = figures[name];
  if (difference === undefined) return "";
  const { words, unit } = COMPARED[name];
  const { mean_difference: mean, mean_difference_ci95: interval } = difference;
  const [middle, low, high] = [mean, ...interval].map((value) => differenceWords(value, unit, 2));
  const lost = failed > 0 ? ` ${withUnit(failed, "")} worlds are left out: one of the two could not live through them.` : "";
  return `On average the ${words} differs by ${middle}, 95 % certain between ${low} and ${high}.${lost}`;
}
