/** How uncertain the run is taken to be; the trials themselves are started beside the results. */
import type { Path } from "../api/client";
import { USUAL_TRIALS } from "../state/uncertainty";
import { Field, Group } from "./Field";
import { Fold } from "./Fold";
import { writeValue } from "./numbers";
import { useAt } from "./values";

const TRIALS: Path = ["monte_carlo"];

export function Trials() {
  const trials = useAt([...TRIALS, "num_trials"]);
  return (
    <Fold section title="Uncertainty" state={`${writeValue(trials ?? USUAL_TRIALS)} trials`}>
      <Group named path={TRIALS}>
        <Field path={[...TRIALS, "num_trials"]} placeholder={writeValue(USUAL_TRIALS)} />
        <Field path={[...TRIALS, "variance_level"]} />
        <Field path={["abm", "seed"]} />
        <Fold title="All fields">
          <Field path={[...TRIALS, "seed"]} />
          <p class="help">For the request as others run it; this page's own trials report what its charts need.</p>
          <Field path={[...TRIALS, "confidence_levels"]} />
          <Field path={[...TRIALS, "include_trials"]} />
        </Fold>
      </Group>
    </Fold>
  );
}
