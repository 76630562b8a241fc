/** What can be done with the run on the desk. */
import { Downloads } from "./Downloads";
import { MOST_PINNED, type Run, keepBaseline, pin, pinned } from "../state/runs";

export function Actions({ run }: { run: Run }) {
  return (
    <div class="actions" role="group" aria-label={`Actions on ${run.label}`}>
      <button type="button" onClick={keepBaseline} title="Let this run stay behind the next changes as a thin line">
        Keep as before
      </button>
      <button type="button" onClick={pin} disabled={pinned.value.length >= MOST_PINNED} title="Compare this run with others">
        Pin
      </button>
      <Downloads />
    </div>
  );
}
