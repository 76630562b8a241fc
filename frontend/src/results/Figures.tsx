/** The key figures of the run on the desk, with what they were before. */
import { withUnit } from "../charts/format";
import type { Run } from "../state/runs";
import { FIGURES } from "./figures";

export function Figures({ run, kept }: { run: Run; kept: Run | undefined }) {
  return (
    <dl class="figures" aria-label="Key figures">
      {FIGURES.filter(({ value }) => value(run) != null).map(({ label, unit, help, value, note }) => {
        const now = value(run);
        const before = kept && isLike(kept, run) ? value(kept) : undefined;
        return (
          <div key={label} title={help}>
            <dt>{label}</dt>
            <dd>
              {withUnit(now, unit)}
              {note && <span class="note">{note(run)}</span>}
              {before != null && before !== now && <span class="note">before: {withUnit(before, unit)}</span>}
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
