/** The design in the futures it has to survive, the worst first; any of them can be laid over it in the charts. */
import { useSignal } from "@preact/signals";
import { rangeWords, withUnit } from "../charts/format";
import type { Draft, Schemas } from "../api/client";
import { overlay, stress } from "../state/studies";
import { constraints, breachWords } from "./Bounds";
import { StudyStatus } from "./StudyStatus";
import { ScrollTable } from "../ScrollTable";
import { Trend } from "./Trend";
import { Warnings } from "./Warnings";
import { differenceWords } from "./compared";

type Answer = Schemas["StressResponse"];
type Future = Schemas["StressedDesign"];

const HEADS = ["Future", "Median path", "Price at the end", "Change on average", "Worst drawdown", "Months to recover", ""];

export function Stress() {
  const answer = stress.found.value?.answer;
  return (
    <section class="chart" data-study="stress" aria-labelledby="stress-title">
      <h3 id="stress-title">Stress</h3>
      <p class="quiet">What bear markets, late buyers and leaving holders would do to this design, with the same holders and the same luck, fifty trials each.</p>
      <button type="button" class="primary" disabled={stress.job.value !== undefined} onClick={() => void stress.ask({ constraints: constraints.value, trials: 50 })}>
        Stress this design
      </button>
      <StudyStatus study={stress} />
      {answer && <Matrix answer={answer} />}
    </section>
  );
}

function Matrix({ answer: { rows, base, warnings } }: { answer: Answer }) {
  const asked = stress.found.value?.answer.config["constraints"];
  const broken = rows.filter(({ breaks }) => breaks.length > 0).length;
  return (
    <>
      {Array.isArray(asked) && asked.length > 0 && (
        <p role="status">{broken === 0 ? "What has to hold holds in every future." : `What has to hold is broken in ${broken} of ${rows.length} futures.`}</p>
      )}
      <Warnings warnings={warnings} />
      <ScrollTable label="The design in each future" heads={HEADS}>
        <tr>
          <th scope="row">
            as it is
            <Breaches breaks={base.breaks} />
          </th>
          <td>
            <Trend values={base.median_price} beside={base.median_price} />
          </td>
          <Figure figures={base.figures} name="final_price" unit="$" />
          <td />
          <Figure figures={base.figures} name="max_drawdown_pct" unit="%" />
          <td />
          <td />
        </tr>
        {rows.map((row) => (
          <Row key={row.id} row={row} beside={base.median_price} />
        ))}
      </ScrollTable>
      <p class="quiet">
        Medians of the trials, below them where eight of ten are. Months to recover are counted from where the median price falls 5 % below that of the design as it is until it is back for good.
      </p>
    </>
  );
}

function Row({ row, beside }: { row: Future; beside: readonly number[] }) {
  return (
    <tr>
      <th scope="row" title={row.source}>
        {row.title}
        <span class="note">{row.error ?? row.sentence}</span>
        <Breaches breaks={row.breaks} />
      </th>
      <td>{row.median_price.length > 0 && <Trend values={row.median_price} beside={beside} />}</td>
      <Figure figures={row.figures} name="final_price" unit="$" />
      <td>{row.no_effect ? "–" : change(row)}</td>
      <Figure figures={row.figures} name="max_drawdown_pct" unit="%" />
      <td>{recovery(row)}</td>
      <td>
        <LayOver row={row} />
      </td>
    </tr>
  );
}

function LayOver({ row }: { row: Future }) {
  const failed = useSignal("");
  const show = () => overlay(row.title, row.request as Draft).catch((error: unknown) => (failed.value = error instanceof Error ? error.message : String(error)));
  if (row.request === null) return null;
  return (
    <>
      <button type="button" aria-label={`Lay over: ${row.title}`} onClick={() => void show()}>
        Lay over
      </button>
      {failed.value && <span role="alert">{failed.value}</span>}
    </>
  );
}

export function Breaches({ breaks }: { breaks: readonly string[] }) {
  return (
    <>
      {breaks.map((told) => (
        <span key={told} class="note broken">
          {breachWords(told)}
        </span>
      ))}
    </>
  );
}

/** The median over the trials, and where eight of ten are. */
export function Figure({ figures, name, unit }: { figures: Future["figures"]; name: string; unit: "$" | "%" }) {
  const { p10 = null, p50 = null, p90 = null } = figures?.[name] ?? {};
  return (
    <td>
      {withUnit(p50, unit, 2)}
      {p10 !== p90 && <span class="note">{rangeWords(p10, p90, unit, 2)}</span>}
    </td>
  );
}

function change({ change: changes }: Future): string {
  const price = changes?.["final_price"];
  return price == null ? "–" : differenceWords(price, "$", 2);
}

export function recovery({ no_effect: none, error, months_to_recover: months }: Pick<Future, "no_effect" | "error" | "months_to_recover">): string {
  if (error !== null) return "–";
  if (none) return "no effect";
  if (months === null) return "not by the end";
  return months === 0 ? "never leaves" : withUnit(months, "");
}
