/** Everything queued, running and done, here or in another browser of the same owner. */
import { Dialog } from "../Dialog";
import { jobs, jobsRefusal } from "../state/jobs";
import { jobsAreOpen } from "../state/view";
import { JobRow } from "./JobRow";

export function Jobs() {
  return (
    <Dialog open={jobsAreOpen} title="Jobs">
      {jobsRefusal.value && (
        <p class="refusal" role="alert">
          {jobsRefusal.value}
        </p>
      )}
      {jobs.value.length === 0 ? (
        <p>No jobs yet. Switch uncertainty on, and the trials run as a job that you will find here.</p>
      ) : (
        <ul class="jobs">
          {jobs.value.map((job) => (
            <JobRow key={job.id} job={job} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}
