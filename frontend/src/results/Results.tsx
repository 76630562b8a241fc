/** What the run in the workspace says: the price and what decides first, then the part of the economy one looks at. */
import { MonthChart } from "../charts/MonthChart";
import { PRICE } from "../charts/monthly";
import { Uncertainty } from "../jobs/Uncertainty";
import { draft } from "../state/draft";
import { objections, sentence } from "../form/fieldMessages";
import { outcome, refusal, running } from "../state/live";
import { linkedJob } from "../state/opening";
import { baseline, behind, current } from "../state/runs";
import { Actions } from "./Actions";
import { Figures, Meanings } from "./Figures";
import { Sources } from "./Sources";
import { Tabs } from "./Tabs";
import { lookAt } from "./answer";

export function Results() {
  const run = current.value;
  if (run === undefined) return <Waiting />;
  const old = outcome.value?.draft !== draft.value;
  return (
    <section class="results" aria-label="Results" aria-busy={running.value}>
      <div class="results-head">
        <h2>{run.label}</h2>
        <Actions run={run} />
      </div>
      {refusal.value && <Refusal addition={old ? "The results below are those of the last run that worked." : ""} />}
      <MonthChart chart={PRICE} run={run} behind={behind.value} height={270} />
      <p class="look-at">{lookAt(run)}</p>
      <Figures run={run} baseline={baseline.value} />
      <Meanings run={run} />
      <Uncertainty />
      <Tabs run={run} />
      <Sources run={run} />
    </section>
  );
}

function Waiting() {
  return (
    <section class="results" aria-label="Results" aria-busy="true">
      {refusal.value ? <Refusal addition="" /> : linkedJob.value === undefined && <p class="waiting">Simulating …</p>}
    </section>
  );
}

/** What stops the run: the fields in the words of the form where the service names any. */
function Refusal({ addition }: { addition: string }) {
  const [first, ...others] = objections.value;
  const more = others.length > 0 ? ` (${others.length} more on the form.)` : "";
  return (
    <p class="refusal" role="alert">
      {first ? `${sentence(first.words)}${more}` : refusal.value} {addition}
    </p>
  );
}
