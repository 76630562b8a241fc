/** Who moved the price, month by month; the months to look at first, and what each actor stands for. */
import { MonthChart } from "../charts/MonthChart";
import { months } from "../charts/months";
import { WHY, actorsOf, tellingMonths } from "../charts/why";
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
  const names = months(run.results);
  const telling = tellingMonths(run);
  if (telling.length === 0) return null;
  return (
    <p class="telling" role="group" aria-label="Months in which the price moved most">
      <span class="quiet">It moved most in</span>
      {telling.map((month) => (
        <button type="button" key={month} aria-pressed={chosen.value === month} onClick={() => (chosen.value = chosen.value === month ? undefined : month)}>
          {names[month]}
        </button>
      ))}
    </p>
  );
}
