/** Who moved the price, month by month; which months to look at, and what each actor stands for. */
import { MonthChart } from "../charts/MonthChart";
import { months } from "../charts/months";
import { WHY, actorsOf, cliffOf, tellingMonths } from "../charts/why";
import type { Run } from "../state/runs";
import { chosen } from "../state/view";

export function Why({ run, behind }: { run: Run; behind: readonly Run[] }) {
  if (WHY.applies?.(run) !== true) return null;
  return (
    <MonthChart chart={WHY} run={run} behind={behind} height={260}>
      <Telling run={run} />
      <details class="meanings">
        <summary>Who is who</summary>
        <dl>
          {actorsOf(run).map(([actor, meaning]) => (
            <div key={actor}>
              <dt>{actor}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </details>
    </MonthChart>
  );
}

function Telling({ run }: { run: Run }) {
  const telling = tellingMonths(run);
  const cliff = cliffOf(run);
  return (
    <p class="telling" role="group" aria-label="Months to look at">
      {telling.length > 0 && <span class="quiet">It moved most in</span>}
      {telling.map((month) => (
        <Choose key={month} month={month} run={run} />
      ))}
      {cliff !== undefined && <span class="quiet">Most unlocks in</span>}
      {cliff !== undefined && <Choose month={cliff} run={run} />}
    </p>
  );
}

function Choose({ month, run }: { month: number; run: Run }) {
  const isChosen = chosen.value === month;
  return (
    <button type="button" aria-pressed={isChosen} onClick={() => (chosen.value = isChosen ? undefined : month)}>
      {months(run.results)[month]}
    </button>
  );
}
