/** How a study stands: under way, refused, or of a design that has been changed since. */
import { JobProgress } from "../jobs/JobProgress";
import type { Study } from "../state/studies";

interface Props {
  study: Study<{ config: object }>;
  /** Whether the design on the desk is one that the study has found. */
  isTried?: boolean | undefined;
}

export function StudyStatus({ study, isTried = false }: Props) {
  const job = study.job.value;
  return (
    <>
      {job && <JobProgress job={job} onCancel={() => study.stop()} />}
      {study.refusal.value && (
        <p class="refusal" role="alert">
          {study.refusal.value}
        </p>
      )}
      {study.isOld.value && !isTried && job === undefined && <p class="careful">The design has been changed since: ask again for the design as it is.</p>}
    </>
  );
}
