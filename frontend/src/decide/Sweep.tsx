/** The variants of a sweep that was asked for elsewhere: what was varied, and what came of it. */
import { withUnit } from "../charts/format";
import { sweep } from "../state/studies";
import { ScrollTable } from "../ScrollTable";
import { StudyStatus } from "./StudyStatus";

const MOST_ROWS = 200;
const FIGURES = { final_price: ["Price at the end", "$"], max_drawdown_pct: ["Worst drawdown", "%"], average_price: ["Average sale price", "$"] } as const;

export function Sweep() {
  const answer = sweep.found.value?.answer;
  if (answer === undefined) return null;
  const { parameters, rows } = answer;
  const number = (value: unknown) => (typeof value === "number" ? value : null);
  return (
    <section class="chart" data-study="sweep" aria-labelledby="sweep-title">
      <h3 id="sweep-title">Sweep</h3>
      <p class="quiet">
        {withUnit(answer.num_runs, "")} variants of this design{rows.length > MOST_ROWS && `, of which ${MOST_ROWS} are shown`}. Every figure of each is in the file, to be had under Jobs.
      </p>
      <StudyStatus study={sweep} />
      <ScrollTable label="Variants of the sweep" heads={["Variant", ...parameters, ...Object.values(FIGURES).map(([title]) => title)]}>
        {rows.slice(0, MOST_ROWS).map((row, index) => (
          <tr key={index}>
            <th scope="row">{index + 1}</th>
            {parameters.map((name) => (
              <td key={name}>{withUnit(number(row[name]), "", 6)}</td>
            ))}
            {Object.entries(FIGURES).map(([name, [, unit]]) => (
              <td key={name}>{typeof row["error"] === "string" ? row["error"] : withUnit(number(row[name]), unit, 3)}</td>
            ))}
          </tr>
        ))}
      </ScrollTable>
    </section>
  );
}
