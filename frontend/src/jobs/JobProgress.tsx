/** How far a job has come, how long the rest will take, and a way out. */
import type { Job } from "../api/client";
import type { KnownJob } from "../state/jobs";

export function JobProgress({ job, onCancel }: { job: KnownJob; onCancel: () => void }) {
  const state = job.state === "lost" ? undefined : job.state;
  return (
    <div class="job-progress">
      <progress max={100} value={state?.progress_pct ?? 0} aria-label={`Progress of ${job.label ?? "the job"}`} />
      <span role="status">{sentence(state)}</span>
      <button type="button" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}

function sentence(state: Exclude<KnownJob["state"], "lost">): string {
  if (state === undefined) return "sent";
  if (state.status === "pending") return `waiting, number ${state.queue_position ?? 1} in line`;
  const rest = state.eta_seconds == null ? "" : `, about ${Math.ceil(state.eta_seconds)} s to go`;
  return `${done(state)}${rest}`;
}

/** How much is done: of a search or a fit the share, for each is one piece of work; of trials their number. */
function done({ kind, progress_pct: share, total_trials: trials, completed_trials: ended, current_month: month, total_months: months }: Job): string {
  if (kind === "optimization" || kind === "calibration") return `${Math.floor(share)} % done`;
  return trials ? `${ended ?? 0} of ${trials} trials` : `month ${month} of ${months}`;
}
