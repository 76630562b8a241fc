/** The figures that decide, of the path without luck, with what they were before and what trials spread over. */
import type { Run } from "../state/runs";
import { type Figure, decidingFigures, spreadWords, valueWords } from "./figures";

export function Figures({ run, baseline }: { run: Run; baseline: Run | undefined }) {
  const figures = decidingFigures([run]);
  return (
    <dl class={`figures of-${Math.ceil(figures.length / 2)}`} aria-label="Key figures">
      {figures.map((figure) => (
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

/** The same that pointing at a figure says, for those who cannot point. */
export function Meanings({ run }: { run: Run }) {
  return (
    <details class="meanings">
      <summary>What these figures say</summary>
      <dl>
        {decidingFigures([run]).map(({ id, title, help }) => (
          <div key={id}>
            <dt>{title}</dt>
            <dd>{help}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function notesOf(figure: Figure, run: Run, baseline: Run | undefined): readonly string[] {
  const [now, then] = [valueWords(run, figure), baseline && valueWords(baseline, figure)];
  const before = then !== undefined && then !== now ? `before: ${then}` : undefined;
  return [before, figure.note?.(run), spreadWords(run, figure)].filter((note) => note !== undefined);
}
