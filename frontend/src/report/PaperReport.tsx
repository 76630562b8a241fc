/** The report on paper: two pages an investor would read, and what it takes to repeat the run. */
import { MONTHLY, PRICE } from "../charts/monthly";
import { WHY, tellingMonths, told } from "../charts/why";
import { Compare } from "../compare/Compare";
import { Figures } from "../results/Figures";
import { Sources } from "../results/Sources";
import { answerOf } from "../results/answer";
import { risksOf } from "../results/risks";
import { type Run, baseline, current } from "../state/runs";
import { isPaper } from "../state/view";
import { Allocation, Inputs } from "./Inputs";
import { PaperChart } from "./PaperChart";
import { Studies } from "./Studies";

/** Pixels the pictures are drawn in: the width of A4 between its margins, and half of it. */
const WIDE = 700;
const HALF = 345;

/** The charts of the second page. */
const SECOND = ["unlocks", "selling", "supply", "value"];

export function PaperReport() {
  const run = current.value;
  if (!isPaper.value || run === undefined) return null;
  return <Report run={run.trialsAreOld ? { ...run, trials: undefined } : run} />;
}

function Report({ run }: { run: Run }) {
  return (
    <article class="report">
      <header>
        <h1>{run.label}: what do its unlocks do to the price?</h1>
        <p class="answer">{answerOf(run)}</p>
      </header>
      <PaperChart chart={PRICE} run={run} width={WIDE} height={270} />
      <Figures run={run} baseline={baseline.value} />
      <WhyOnPaper run={run} />
      <Risks run={run} />
      <section class="second">
        <h2>Who gets how much, and when</h2>
        <Allocation run={run} />
        <div class="halves">
          {MONTHLY.filter(({ id }) => SECOND.includes(id)).map((chart) => (
            <PaperChart key={chart.id} chart={chart} run={run} width={HALF} height={140} />
          ))}
        </div>
      </section>
      <Compare />
      <Studies />
      <section>
        <h2>Assumptions</h2>
        <Sources run={run} />
        <Inputs run={run} />
      </section>
      <Repeat run={run} />
    </article>
  );
}

function WhyOnPaper({ run }: { run: Run }) {
  if (WHY.applies?.(run) !== true) return null;
  return (
    <section>
      <h2>Why</h2>
      <PaperChart chart={WHY} run={run} width={WIDE} height={210} />
      <ul>
        {tellingMonths(run).map((month) => (
          <li key={month}>{told(run, month)}</li>
        ))}
      </ul>
    </section>
  );
}

function Risks({ run }: { run: Run }) {
  const risks = run.trials && risksOf(run.trials);
  return (
    <section>
      <h2>Risk</h2>
      <p>
        {risks
          ? `Of ${run.trials?.summary.num_trials ?? 0} trials, ${risks.map(({ share, label }) => `${share} ${label}`).join(", ")}.`
          : "One path without luck, and no word on how likely it is: no trials were run of this design."}
      </p>
    </section>
  );
}

const at = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });

function Repeat({ run }: { run: Run }) {
  const { manifest } = run.results;
  return (
    <section>
      <h2>How to repeat it</h2>
      <p>
        Export the design and run it with Cliffcast {manifest.engine_version}: seed {manifest.seed}, configuration {manifest.config_hash}, run{" "}
        {at.format(new Date(manifest.created_at))}. The same design gives the same numbers to the bit.
      </p>
    </section>
  );
}
