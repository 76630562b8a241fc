/** Better designs: what may be moved, what is wanted, and every design that no other beats. */
import { useSignal } from "@preact/signals";
import { draft } from "../state/draft";
import { improvement } from "../state/studies";
import type { Run } from "../state/runs";
import { Filling, Front, type FrontSoFar } from "./Front";
import { type Chosen, LeverTable } from "./LeverTable";
import { StudyStatus } from "./StudyStatus";
import { type Goal, goalsOf } from "./goals";
import { type Candidate, stepBetween } from "./levers";

const MOST_LEVERS = 8;
const MOST_GOALS = 3;
const DESIGNS = 200;
const TRIALS = 16;

export function Improve({ candidates, run }: { candidates: readonly Candidate[]; run: Run }) {
  const chosen = useSignal<Chosen>(new Map());
  const goals = useSignal<readonly Goal[]>(goalsOf(run).slice(0, 2));
  const ask = () => improvement.ask({ levers: [...chosen.value.values()].map(inSteps), objectives: goals.value.map(({ objective }) => objective), keep_shares: movesShares(chosen.value), designs: DESIGNS, trials: TRIALS });
  const [answer, state] = [improvement.found.value?.answer, improvement.job.value?.state];
  const partial = state === undefined || state === "lost" ? null : (state.partial as FrontSoFar | null);
  const isTried = answer?.front.some(({ request }) => request === draft.value);
  return (
    <section class="chart" data-study="optimization" aria-labelledby="improve-title">
      <h3 id="improve-title">Improve this design</h3>
      <p class="quiet">Tries two hundred designs under the same chance and keeps those that no other beats in all that is wanted.</p>
      <Goals offered={goalsOf(run)} wanted={goals.value} onWanted={(next) => (goals.value = next)} />
      <LeverTable candidates={candidates} chosen={chosen} most={MOST_LEVERS} />
      <button type="button" class="primary" disabled={chosen.value.size === 0 || goals.value.length === 0 || improvement.job.value !== undefined} onClick={() => void ask()}>
        Look for better designs
      </button>
      <StudyStatus study={improvement} isTried={isTried} />
      {partial ? <Filling partial={partial} /> : answer && <Front answer={answer} />}
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

/** Designs are tried with round numbers. */
function inSteps(lever: Candidate) {
  return lever.whole || lever.high <= lever.low ? lever : { ...lever, step: stepBetween(lever.low, lever.high) };
}

/** Whether a moved allocation needs the others to make room. */
function movesShares(chosen: Chosen): boolean {
  return [...chosen.keys()].some((pointer) => pointer.endsWith("/allocation"));
}
