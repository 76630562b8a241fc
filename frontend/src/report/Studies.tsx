/** On paper: what has been asked about the design on the desk, where the answers are about it. */
import { withUnit } from "../charts/format";
import { verdictWords } from "../decide/Certainty";
import { Breaches, Figure, recovery } from "../decide/Stress";
import { atTheEnd } from "../decide/beaten";
import { COMPARED, type Compared } from "../decide/compared";
import { named, unitOf } from "../decide/goals";
import { candidatesOf, movesShown } from "../decide/levers";
import { onDesk } from "../state/found";
import { comparison, improvement, stress } from "../state/studies";

const MOST_FUTURES = 6;
const MOST_DESIGNS = 8;

export function Studies() {
  return (
    <>
      <Futures />
      <Verdicts />
      <Better />
    </>
  );
}

/** The futures that hurt most, where the design has been put through them. */
function Futures() {
  const found = stress.found.value;
  if (found === undefined || stress.isOld.value) return null;
  const { base, rows } = found.answer;
  const shown = rows.slice(0, MOST_FUTURES);
  return (
    <section>
      <h2>Stress: the {shown.length} worst of {rows.length} futures</h2>
      <table class="prose">
        <thead>
          <tr>
            {["Future", "Price at the end", "Worst drawdown", "Months to recover"].map((head) => (
              <th scope="col" key={head}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[{ ...base, id: "", title: "as it is", sentence: "", months_to_recover: 0, no_effect: true, error: null }, ...shown].map((row) => (
            <tr key={row.id}>
              <th scope="row">
                {row.title}
                <span class="note">{row.error ?? row.sentence}</span>
                <Breaches breaks={row.breaks} />
              </th>
              <Figure figures={row.figures} name="final_price" unit="$" />
              <Figure figures={row.figures} name="max_drawdown_pct" unit="%" />
              <td>{row.id === "" ? "" : recovery(row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet">Medians of fifty trials, below them where eight of ten are.</p>
    </section>
  );
}

/** How often the design is better than the one it was compared with. */
function Verdicts() {
  const found = comparison.found.value;
  if (found === undefined || comparison.isOld.value) return null;
  return (
    <section>
      <h2>Compared with certainty, over {withUnit(found.answer.num_trials, "")} worlds</h2>
      <ul>
        {(Object.keys(COMPARED) as Compared[]).map((name) => (
          <li key={name}>{verdictWords(name, found.answer)}</li>
        ))}
      </ul>
    </section>
  );
}

/** What a search has found, where the design is the one it began with or one of those. */
function Better() {
  const found = improvement.found.value;
  if (found === undefined || onDesk.value === undefined) return null;
  const { axes, start, front } = atTheEnd(found.answer);
  const candidates = candidatesOf(found.draft);
  const first = front.filter(({ number }, place) => number !== 0 && (place < MOST_DESIGNS || number === onDesk.value));
  return (
    <section>
      <h2>Designs that no other beats{first.length < front.length && `: ${first.length} of ${front.length}`}</h2>
      <table class="prose">
        <thead>
          <tr>
            <th scope="col">What is different</th>
            {axes.map((axis) => (
              <th scope="col" key={named(axis)}>
                {named(axis)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[start, ...first].map(({ number, words, values }) => (
            <tr key={number}>
              <th scope="row">
                {movesShown(words, candidates)}
                {number === onDesk.value && <b> (this report)</b>}
              </th>
              {axes.map((axis, place) => (
                <td key={named(axis)}>{withUnit(values[place], unitOf(axis.figure), 3)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
