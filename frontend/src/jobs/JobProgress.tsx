/** How far a job has come, how long the rest will take, and a way out. */
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
  const what = state.kind === "optimization" ? "designs" : "trials";
  const trials = state.total_trials ? `${state.completed_trials ?? 0} of ${state.total_trials} ${what}` : `month ${state.current_month} of ${state.total_months}`;
  const rest = state.eta_seconds == null ? "" : `, about ${Math.ceil(state.eta_seconds)} s to go`;
  return `${trials}${rest}`;
}
