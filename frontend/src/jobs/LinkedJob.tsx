/** The job of the link that was opened, until it has ended. */
import { cancel, job } from "../state/jobs";
import { linkedJob } from "../state/opening";
import { JobProgress } from "./JobProgress";
import { KINDS } from "./kinds";

export function LinkedJob() {
  const found = linkedJob.value === undefined ? undefined : job(linkedJob.value);
  if (found === undefined) return null;
  const kind = found.state === undefined || found.state === "lost" ? "" : ` (${KINDS[found.state.kind]})`;
  return (
    <section class="linked" aria-label="The job of this link">
      <p>The job of this link{kind} is still under way; it opens here when it is done.</p>
      <JobProgress job={found} onCancel={() => void cancel(found.id)} />
    </section>
  );
}
