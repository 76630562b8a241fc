/** What the run on the desk says: key figures first, then the picture of every part of the economy. */
import { MonthChart } from "../charts/MonthChart";
import { MONTHLY, PRICE } from "../charts/monthly";
import { chartsOfParts } from "../charts/parts";
import { Uncertainty } from "../jobs/Uncertainty";
import { draft, origin } from "../state/draft";
import { outcome, refusal, running } from "../state/live";
import { catalogue } from "../state/library";
import { behind, current, kept } from "../state/runs";
import { Actions } from "./Actions";
import { Figures } from "./Figures";
import { Holders } from "./Holders";
import { Outcomes } from "./Outcomes";
import { Report } from "./Report";
import { Why } from "./Why";

export function Results() {
  const run = current.value;
  if (run === undefined) return <Waiting />;
  const charts = [...MONTHLY, ...chartsOfParts(catalogue.value)].filter(({ applies }) => applies?.(run) ?? true);
  const old = outcome.value?.draft !== draft.value;
  return (
    <section class="results" aria-label="Results" aria-busy={running.value}>
      <div class="results-head">
        <div>
          <h2>{run.label}</h2>
          {origin.value && <p class="look-at">{origin.value.look_at}</p>}
        </div>
        <Actions run={run} />
      </div>
      {refusal.value && (
        <p class="refusal" role="alert">
          {refusal.value} {old && "The results below are those of the last run that worked."}
        </p>
      )}
      <Figures run={run} kept={kept.value} />
      <Uncertainty />
      <MonthChart chart={PRICE} run={run} behind={behind.value} height={300} />
      <Why run={run} behind={behind.value} />
      <div class="charts">
        {charts.map((chart) => (
          <MonthChart key={chart.id} chart={chart} run={run} behind={behind.value} />
        ))}
        <Outcomes run={run} />
        <Holders run={run} />
      </div>
      <Report run={run} />
    </section>
  );
}

function Waiting() {
  return (
    <section class="results" aria-label="Results" aria-busy="true">
      {refusal.value ? (
        <p class="refusal" role="alert">
          {refusal.value}
        </p>
      ) : (
        <p class="waiting">Simulating …</p>
      )}
    </section>
  );
}
