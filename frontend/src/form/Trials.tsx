/** Chance: its seed, and how uncertain the design is taken to be; the trials are run beside the results. */
import type { Path } from "../api/client";
import { isUncertain, switchUncertainty } from "../state/uncertainty";
import { Field, Group } from "./Field";
import { Fold } from "./Fold";
import { writeValue } from "./numbers";
import { fieldSchema } from "./schema";
import { useAt } from "./values";

const TRIALS: Path = ["monte_carlo"];
const COUNT: Path = [...TRIALS, "num_trials"];

export function Trials() {
  const count = writeValue(useAt(COUNT) ?? fieldSchema(COUNT).default);
  return (
    <Fold section title="Uncertainty" state={isUncertain.value ? `${count} trials` : "off"}>
      <Field path={["abm", "seed"]} />
      {isUncertain.value ? (
        <Rules />
      ) : (
        <button type="button" onClick={() => switchUncertainty(true)}>
          Run trials, too
        </button>
      )}
    </Fold>
  );
}

function Rules() {
  return (
    <Group path={TRIALS}>
      <Field path={COUNT} />
      <Field path={[...TRIALS, "variance_level"]} />
      <Fold title="All fields">
        <Field path={[...TRIALS, "seed"]} />
        <p class="help">For the request as others run it; this page's own trials report what its charts need.</p>
        <Field path={[...TRIALS, "confidence_levels"]} />
        <Field path={[...TRIALS, "include_trials"]} />
      </Fold>
    </Group>
  );
}
