/** Pinned runs next to the one on the desk: a table of differences. Their lines are in every chart already. */
import { withUnit } from "../charts/format";
import { type Figure, allFigures, valueWords } from "../results/figures";
import { type Run, current, pinned, rename, unpin } from "../state/runs";

export function Compare() {
  const workspace = current.value;
  if (workspace === undefined || pinned.value.length === 0) return null;
  return (
    <section class="compare" aria-label="Comparison">
      <h2>Comparison</h2>
      <p class="quiet">What each pinned run has, and by how much it differs from the run on the desk.</p>
      <div class="table-view" tabIndex={0} role="region" aria-label="Key figures of the pinned runs">
        <table>
          <thead>
            <tr>
              <th scope="col">Figure</th>
              <th scope="col">On the desk</th>
              {pinned.value.map((run) => (
                <th scope="col" key={run.id}>
                  <PinnedName run={run} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {allFigures([workspace, ...pinned.value]).map((figure) => (
              <tr key={figure.id}>
                <th scope="row" title={figure.help}>
                  {figure.title}
                </th>
                <td>{valueWords(workspace, figure)}</td>
                {pinned.value.map((run) => (
                  <Cell key={run.id} figure={figure} run={run} workspace={workspace} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function PinnedName({ run }: { run: Run }) {
  return (
    <span class="pinned">
      <input value={run.label} aria-label={`Name of pinned run ${run.label}`} onChange={(event) => rename(run.id, event.currentTarget.value)} />
      <button type="button" aria-label={`Unpin ${run.label}`} onClick={() => unpin(run.id)}>
        ×
      </button>
    </span>
  );
}

function Cell({ figure, run, workspace }: { figure: Figure; run: Run; workspace: Run }) {
  const [here, there] = [figure.value(run), figure.value(workspace)];
  const difference = here === null || there === null ? undefined : here - there;
  return (
    <td>
      {valueWords(run, figure)}
      {difference !== undefined && <span class="note">{isNothing(difference, there ?? 0) ? "the same" : signed(difference, figure)}</span>}
    </td>
  );
}

/** What is left where two equal numbers were reached by different sums. */
function isNothing(difference: number, value: number): boolean {
  return Math.abs(difference) <= 1e-9 * Math.abs(value);
}

function signed(difference: number, { unit }: Figure): string {
  const points = unit === "%" || unit === "share";
  const size = withUnit(Math.abs(difference), unit, 3);
  return `${difference > 0 ? "+" : "−"}${points ? `${size.replace(" %", "")} points` : size}`;
}
