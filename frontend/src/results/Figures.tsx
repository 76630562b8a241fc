/** The figures that decide, of the path without luck, with what they were before and what trials spread over. */
import type { Run } from "../state/runs";
import { type Figure, decidingFigures, spreadWords, valueWords } from "./figures";

export function Figures({ run, baseline }: { run: Run; baseline: Run | undefined }) {
  return (
    <dl class="figures" aria-label="Key figures">
      {decidingFigures([run]).map((figure) => (
        <div key={figure.id} title={figure.help}>
          <dt>{figure.title}</dt>
          <dd>
            {valueWords(run, figure)}
            {notesOf(figure, run, baseline).map((note) => (
              <span key={note} class="note">
                {note}
              </span>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function notesOf(figure: Figure, run: Run, baseline: Run | undefined): readonly string[] {
  const [now, then] = [valueWords(run, figure), baseline && valueWords(baseline, figure)];
  const before = then !== undefined && then !== now ? `before: ${then}` : undefined;
  return [before, figure.note?.(run), spreadWords(run, figure)].filter((note) => note !== undefined);
}
