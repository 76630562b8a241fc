/** Opens the list of jobs, and says how many are under way. */
import { unfinished } from "../state/jobs";
import { jobsAreOpen } from "../state/view";

export function JobsButton() {
  const count = unfinished.value.length;
  return (
    <button type="button" aria-haspopup="dialog" onClick={() => (jobsAreOpen.value = true)}>
      Jobs{count > 0 && <span class="badge">{count}</span>}
    </button>
  );
}
