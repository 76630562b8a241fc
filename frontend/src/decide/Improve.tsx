/** Better designs: what may be moved, what is wanted, and every design that no other beats. */
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Schemas } from "../api/client";
import { withUnit } from "../charts/format";
import { improve, onDesk } from "../state/found";
import { improvement } from "../state/studies";
import type { Run } from "../state/runs";
import { constraints } from "./Bounds";
import { Front } from "./Front";
import { type FrontSoFar, atTheEnd, soFar } from "./beaten";
import { type Chosen, LeverTable } from "./LeverTable";
import { StudyStatus } from "./StudyStatus";
import { Warnings } from "./Warnings";
import { type Goal, goalsOf } from "./goals";
import { type Candidate, leverOf, stepBetween } from "./levers";

const MOST_LEVERS = 8;
const MOST_GOALS = 3;
const DESIGNS = 200;
const TRIALS = 16;

export function Improve({ candidates, run }: { candidates: readonly Candidate[]; run: Run }) {
  const chosen = useSignal<Chosen>(new Map());
  const goals = useSignal<readonly Goal[]>(goalsOf(run).slice(0, 2));
  const ask = () =>
    improve({
      levers: [...chosen.value.values()].map(inSteps),
      objectives: goals.value.map(({ objective }) => objective),
      constraints: constraints.value,
      keep_shares: movesShares(chosen.value),
      designs: DESIGNS,
      trials: TRIALS,
    });
  return (
    <section class="chart" data-study="optimization" aria-labelledby="improve-title">
      <h3 id="improve-title">Improve this design</h3>
      <p class="quiet">
        Tries up to {DESIGNS} designs under the same chance, {TRIALS} trials each, and keeps those that no other beats in all that is wanted.
      </p>
      <Goals offered={goalsOf(run)} wanted={goals.value} onWanted={(next) => (goals.value = next)} />
      <LeverTable candidates={candidates} chosen={chosen} most={MOST_LEVERS} />
      <button type="button" class="primary" disabled={chosen.value.size === 0 || goals.value.length === 0 || improvement.job.value !== undefined} onClick={() => void ask()}>
        Look for better designs
      </button>
      <StudyStatus study={improvement} isTried={onDesk.value !== undefined} />
      <Found candidates={candidates} />
    </section>
  );
}

/** The front of the search under way, or of the one that has ended. */
function Found({ candidates }: { candidates: readonly Candidate[] }) {
  const [answer, state] = [improvement.found.value?.answer, improvement.job.value?.state];
  const partial = state === undefined || state === "lost" ? null : (state.partial as FrontSoFar | null);
  const shown = useMemo(() => (partial ? soFar(partial) : answer && atTheEnd(answer)), [partial, answer]);
  if (shown === undefined) return null;
  return (
    <>
      <Front shown={shown} isOver={partial === null} candidates={candidates} />
      {partial === null && answer && <Caution answer={answer} />}
    </>
  );
}

/** How the search ended, and how far to believe it. */
function Caution({ answer: { stopped_early: early, generations, failed_runs: failed, total_runs: total, warnings } }: { answer: Schemas["OptimizeResponse"] }) {
  const ended = early ? `It ended after ${generations} generations: the last ones made nothing better.` : `It ended after ${generations} generations, with all it was allowed to try.`;
  return (
    <>
      <Warnings warnings={warnings} />
      <p class="quiet">
        {ended} {failed > 0 && `${withUnit(failed, "")} of ${withUnit(total, "trials")} failed. `}
        The best of many designs is also the luckiest under these trials: put one on the desk and compare it with certainty, under more of them, before you believe it.
      </p>
    </>
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
function inSteps(candidate: Candidate) {
  const lever = leverOf(candidate);
  return lever.whole || lever.high <= lever.low ? lever : { ...lever, step: stepBetween(lever.low, lever.high) };
}

/** Whether a moved allocation needs the others to make room. */
function movesShares(chosen: Chosen): boolean {
  return [...chosen.keys()].some((pointer) => pointer.endsWith("/allocation"));
}
