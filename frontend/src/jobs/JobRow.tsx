/** One job: what it is, how it stands, and what can be done with it. */
import { useSignal } from "@preact/signals";
import { service } from "../api/client";
import { save } from "../charts/export";
import { type KnownJob, canBeOpened, cancel, forget, isUnfinished } from "../state/jobs";
import { linkToJob } from "../state/link";
import { openJob, putBack } from "../state/opening";
import { jobsAreOpen } from "./Jobs";
import { JobProgress } from "./JobProgress";

const KINDS = {
  simulation: "single run",
  monte_carlo: "Monte Carlo",
  comparison: "comparison",
  sweep: "sweep",
  sensitivity: "what matters",
  stress: "stress",
  optimization: "improvement",
  calibration: "calibration",
} as const;

const time = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" });

export function JobRow({ job }: { job: KnownJob }) {
  const failed = useSignal<string | undefined>(undefined);
  const act = (work: () => Promise<void> | void) => async () => {
    failed.value = undefined;
    try {
      await work();
      jobsAreOpen.value = false;
    } catch (error) {
      failed.value = error instanceof Error ? error.message : String(error);
    }
  };
  return (
    <li class="job">
      <p>
        <strong>{job.label ?? "Run of another browser"}</strong> <span class="quiet">{what(job)}</span>
      </p>
      {isUnfinished(job.state) ? <JobProgress job={job} onCancel={() => void cancel(job.id)} /> : <p>{outcome(job)}</p>}
      {failed.value && <p role="alert">{failed.value}</p>}
      <div class="actions">
        {canOpen(job) && (
          <>
            <button type="button" onClick={act(() => openJob(job.id))}>
              Open
            </button>
            <a class="button" href={linkToJob(job.id)}>
              Link
            </a>
          </>
        )}
        {job.draft && (
          <button type="button" onClick={act(() => putBack(job))}>
            Run again with changes
          </button>
        )}
        {isComplete(job) && (
          <button type="button" onClick={act(async () => save(`${job.id}.json`, await service.file(job.id, "json")))}>
            Download
          </button>
        )}
        {job.state === "lost" && (
          <button type="button" onClick={() => forget(job.id)}>
            Remove
          </button>
        )}
      </div>
    </li>
  );
}

function isComplete({ state }: KnownJob): boolean {
  return state !== undefined && state !== "lost" && state.status === "completed";
}

function canOpen(job: KnownJob): boolean {
  const { state } = job;
  return isComplete(job) && state !== undefined && state !== "lost" && canBeOpened(state.kind);
}

function what({ state }: KnownJob): string {
  if (state === undefined || state === "lost") return "";
  return `${KINDS[state.kind]}, ${time.format(new Date(state.created_at))}`;
}

function outcome({ state }: KnownJob): string {
  if (state === undefined) return "";
  if (state === "lost") return "Lost: the service was restarted and does not know this job any more.";
  if (state.status === "failed") return `Failed: ${state.error ?? "no reason was given."}`;
  return state.status === "cancelled" ? "Cancelled." : "Completed.";
}
