/** How a study stands: under way, refused, or of a design that has been changed since. */
import { JobProgress } from "../jobs/JobProgress";
import type { Study } from "../state/studies";

export function StudyStatus({ study }: { study: Study<unknown> }) {
  const job = study.job.value;
  return (
    <>
      {job && job.state !== "lost" && <JobProgress job={job} onCancel={() => study.stop()} />}
      {study.refusal.value && (
        <p class="refusal" role="alert">
          {study.refusal.value}
        </p>
      )}
      {study.isOld.value && <p class="careful">The design has been changed since: ask again for the design as it is.</p>}
    </>
  );
}
