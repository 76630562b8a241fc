/** Better designs: what may be moved, what is wanted, and every design that no other beats. */
import { useSignal } from "@preact/signals";
import { improvement } from "../state/studies";
import type { Run } from "../state/runs";
import { Front } from "./Front";
import { type Chosen, LeverTable } from "./LeverTable";
import { StudyStatus } from "./StudyStatus";
import { type Goal, goalsOf } from "./goals";
import type { Candidate } from "./levers";

const MOST_LEVERS = 8;
const MOST_GOALS = 3;
const DESIGNS = 200;
const TRIALS = 16;

export function Improve({ candidates, run }: { candidates: readonly Candidate[]; run: Run }) {
  const chosen = useSignal<Chosen>(new Map());
  const goals = useSignal<readonly Goal[]>(goalsOf(run).slice(0, 2));
  const ask = () => improvement.ask({ levers: [...chosen.value.values()], objectives: goals.value.map(({ objective }) => objective), keep_shares: movesShares(chosen.value), designs: DESIGNS, trials: TRIALS });
  const answer = improvement.found.value?.answer;
  return (
    <section class="chart" aria-labelledby="improve-title">
      <h3 id="improve-title">Improve this design</h3>
      <p class="quiet">Tries two hundred designs under the same chance and keeps those that no other beats in all that is wanted.</p>
      <Goals offered={goalsOf(run)} wanted={goals.value} onWanted={(next) => (goals.value = next)} />
      <LeverTable candidates={candidates} chosen={chosen} most={MOST_LEVERS} />
      <button type="button" class="primary" disabled={chosen.value.size === 0 || goals.value.length === 0 || improvement.job.value !== undefined} onClick={() => void ask()}>
        Look for better designs
      </button>
      <StudyStatus study={improvement} />
      {answer && <Front answer={answer} />}
    </section>
  );
}

function Goals({ offered, wanted, onWanted }: { offered: readonly Goal[]; wanted: readonly Goal[]; onWanted: (goals: readonly Goal[]) => void }) {
  const has = (goal: Goal) => wanted.some(({ words }) => words === goal.words);
  return (
    <fieldset class="goals">
      <legend>Wanted (at most {MOST_GOALS})</legend>
      {offered.map((goal) => (
        <label key={goal.words}>
          <input
            type="checkbox"
            checked={has(goal)}
            disabled={!has(goal) && wanted.length >= MOST_GOALS}
            onChange={({ currentTarget }) => onWanted(currentTarget.checked ? [...wanted, goal] : wanted.filter(({ words }) => words !== goal.words))}
          />{" "}
          {goal.words}
        </label>
      ))}
    </fieldset>
  );
}

/** Whether a moved allocation needs the others to make room. */
function movesShares(chosen: Chosen): boolean {
  return [...chosen.keys()].some((pointer) => pointer.endsWith("/allocation"));
}
