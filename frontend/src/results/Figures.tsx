/** The key figures of the run on the desk, with what they were before. */
import { withUnit } from "../charts/format";
import { catalogue } from "../state/library";
import type { Run } from "../state/runs";
import { monthOf, rangeOf, shownFigures, valueOf } from "./figures";

export function Figures({ run, kept }: { run: Run; kept: Run | undefined }) {
  const before = kept && isLike(kept, run) ? kept : undefined;
  return (
    <dl class="figures" aria-label="Key figures">
      {shownFigures(catalogue.value, [run]).map((figure) => {
        const [now, then] = [valueOf(run, figure.name), before ? valueOf(before, figure.name) : null];
        return (
          <div key={figure.name} title={figure.help}>
            <dt>{figure.title}</dt>
            <dd>
              {withUnit(now, figure.unit)}
              {[monthOf(run, figure.name), rangeOf(run, figure), then !== null && then !== now && `before: ${withUnit(then, figure.unit)}`]
                .filter(Boolean)
                .map((note) => (
                  <span key={note} class="note">
                    {note}
                  </span>
                ))}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** A median of trials and a single run are not before and after. */
function isLike(kept: Run, run: Run): boolean {
  return (kept.trials === undefined) === (run.trials === undefined);
}
