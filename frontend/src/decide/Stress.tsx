/** The design in the futures it has to survive, the worst first; any of them can be laid over it in the charts. */
import { useSignal } from "@preact/signals";
import { withUnit } from "../charts/format";
import type { Draft, Schemas } from "../api/client";
import { overlay, stress } from "../state/studies";
import { StudyStatus } from "./StudyStatus";
import { ScrollTable } from "../ScrollTable";

type Future = Schemas["StressedDesign"];

export function Stress() {
  const answer = stress.found.value?.answer;
  return (
    <section class="chart" data-study="stress" aria-labelledby="stress-title">
      <h3 id="stress-title">Stress</h3>
      <p class="quiet">What bear markets, late buyers and leaving holders would do to this design, fifty trials each.</p>
      <button type="button" class="primary" disabled={stress.job.value !== undefined} onClick={() => void stress.ask({})}>
        Stress this design
      </button>
      <StudyStatus study={stress} />
      {answer && <Matrix rows={answer.rows} base={answer.base.figures} />}
    </section>
  );
}

function Matrix({ rows, base }: { rows: readonly Future[]; base: Future["figures"] }) {
  return (
    <ScrollTable label="The design in each future" heads={["Future", "Price at the end", "Worst drawdown", "Months to recover", ""]}>
      <tr>
        <th scope="row">as it is</th>
        <td>{middle(base, "final_price", "$")}</td>
        <td>{middle(base, "max_drawdown_pct", "%")}</td>
        <td />
        <td />
      </tr>
      {rows.map((row) => (
        <Row key={row.id} row={row} />
      ))}
    </ScrollTable>
  );
}

function Row({ row }: { row: Future }) {
  const failed = useSignal("");
  const show = () => overlay(row.title, row.request as Draft).catch((error: unknown) => (failed.value = error instanceof Error ? error.message : String(error)));
  return (
    <tr>
      <th scope="row">
        {row.title}
        <span class="note">{row.error ?? row.sentence}</span>
      </th>
      <td>{middle(row.figures, "final_price", "$")}</td>
      <td>{middle(row.figures, "max_drawdown_pct", "%")}</td>
      <td>{row.no_effect ? "no effect" : row.months_to_recover === null ? "not by the end" : withUnit(row.months_to_recover, "")}</td>
      <td>
        {row.request && (
          <button type="button" aria-label={`Lay over: ${row.title}`} onClick={() => void show()}>
            Lay over
          </button>
        )}
        {failed.value && <span role="alert">{failed.value}</span>}
      </td>
    </tr>
  );
}

/** The median over the trials. */
function middle(figures: Future["figures"], name: string, unit: "$" | "%"): string {
  return withUnit(figures?.[name]?.p50, unit, 2);
}
