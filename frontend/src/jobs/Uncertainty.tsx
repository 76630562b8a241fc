/** One switch from a line to bands: how sure are we? */
import { withUnit } from "../charts/format";
import { tooLarge } from "../state/live";
import type { KnownJob } from "../state/jobs";
import { bandsAreOld, uncertain } from "../state/runs";
import { awaitedJob, isUncertain, runAsJob, runTrials, stopWaiting, switchUncertainty } from "../state/uncertainty";
import { JobProgress } from "./JobProgress";

export function Uncertainty() {
  return (
    <section class="uncertainty" aria-label="Uncertainty">
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          checked={isUncertain.value}
          onChange={(event) => switchUncertainty(event.currentTarget.checked)}
        />
        <span>Uncertainty</span>
      </label>
      <Status />
    </section>
  );
}

function Status() {
  const job = awaitedJob.value;
  if (job !== undefined) {
    const text = endWords(job);
    return text === undefined ? <JobProgress job={job} onCancel={stopWaiting} /> : <Again text={text} />;
  }
  if (tooLarge.value) return <TooLarge />;
  if (!isUncertain.value) {
    return <p class="quiet">One run is one path. Switch on to see a thousand, with the luck that markets and tokens have.</p>;
  }
  if (uncertain.value === undefined) return <Again text="There are no bands yet." />;
  if (bandsAreOld.value) return <Again text="The bands belong to the design before your last change." />;
  return <Words />;
}

/** How a job ended that has no result; none while it may still have one. */
function endWords({ state }: KnownJob): string | undefined {
  if (state === "lost") return "The service was restarted and has forgotten the run.";
  if (state?.status === "failed") return `The run failed: ${state.error ?? "no reason was given."}`;
  return state?.status === "cancelled" ? "The run was cancelled." : undefined;
}

function TooLarge() {
  return (
    <p>
      This design is too large to be run as you type.{" "}
      <button type="button" class="primary" onClick={() => void runAsJob()}>
        Run it as a job
      </button>
    </p>
  );
}

function Again({ text }: { text: string }) {
  return (
    <p>
      {text}{" "}
      <button type="button" class="primary" onClick={() => void runTrials()}>
        Run the trials
      </button>
    </p>
  );
}

function Words() {
  const results = uncertain.value?.results;
  if (results === undefined) return null;
  return (
    <p role="status">
      {results.convergence.words}. {results.summary.failed_trials > 0 && `${withUnit(results.summary.failed_trials, "trials")} failed.`}
    </p>
  );
}
