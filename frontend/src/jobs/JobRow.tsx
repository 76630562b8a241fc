/** One job: what it is, how it stands, and what can be done with it. */
import { useSignal } from "@preact/signals";
import { type Job, service } from "../api/client";
import { save } from "../charts/export";
import { type KnownJob, cancel, forget, isUnfinished } from "../state/jobs";
import { linkToJob } from "../state/link";
import { openJob, putBack } from "../state/opening";
import { jobsAreOpen } from "../state/view";
import { JobProgress } from "./JobProgress";
import { KINDS } from "./kinds";

const time = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "medium" });

export function JobRow({ job }: { job: KnownJob }) {
  const failed = useSignal<string | undefined>(undefined);
  const act = async (work: () => Promise<void> | void) => {
    failed.value = undefined;
    try {
      await work();
      jobsAreOpen.value = false;
    } catch (error) {
      failed.value = error instanceof Error ? error.message : String(error);
    }
  };
  const ended = completed(job);
  return (
    <li class="job">
      <p>
        <strong>{job.label ?? "Run of another browser"}</strong> <span class="quiet">{what(job)}</span>
      </p>
      {isUnfinished(job.state) ? <JobProgress job={job} onCancel={() => void cancel(job.id)} /> : <p>{outcome(job)}</p>}
      {failed.value && <p role="alert">{failed.value}</p>}
      <div class="actions">
        {ended && (
          <button type="button" onClick={() => void act(() => openJob(ended))}>
            Open
          </button>
        )}
        {job.state !== "lost" && (
          <a class="button" href={linkToJob(job.id)}>
            Link
          </a>
        )}
        {job.draft && (
          <button type="button" onClick={() => void act(() => putBack(job))}>
            Run again with changes
          </button>
        )}
        {ended && (
          <button type="button" onClick={() => void act(async () => save(`${job.id}.json`, await service.file(job.id, "json")))}>
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

/** The job, if it has a result. */
function completed({ state }: KnownJob): Job | undefined {
  return state !== undefined && state !== "lost" && state.status === "completed" ? state : undefined;
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
