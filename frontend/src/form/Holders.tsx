/** How holders behave; whom each bucket behaves like stands with the bucket. */
import { Field } from "./Field";
import { Fold } from "./Fold";
import { Profiles } from "./Profiles";

const FIRST = ["agent_granularity", "agents_per_cohort", "behaviour_noise"];
const OTHERS = ["trait_jitter", "unlock_anticipation", "store_cohort_details", "aggregation_level"];

export function Holders() {
  return (
    <Fold section title="Holders" state="how they behave">
      {FIRST.map((name) => (
        <Field key={name} path={["abm", name]} />
      ))}
      <Fold title="All fields">
        {OTHERS.map((name) => (
          <Field key={name} path={["abm", name]} />
        ))}
        <Profiles />
      </Fold>
    </Fold>
  );
}
