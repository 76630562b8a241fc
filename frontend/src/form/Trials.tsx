/** How uncertain the run is taken to be; the trials themselves are started beside the results. */
import type { Path } from "../api/client";
import { Field, Group } from "./Field";
import { Fold } from "./Fold";
import { fieldSchema, membersOf } from "./schema";
import { useAt } from "./values";

const TRIALS: Path = ["monte_carlo"];
const FIRST = ["num_trials", "variance_level"];

export function Trials() {
  const path = [...TRIALS, "num_trials"];
  const count = useAt(path) ?? fieldSchema(path).default;
  const others = membersOf(TRIALS).filter((name) => !FIRST.includes(name));
  return (
    <Fold section title="Uncertainty" state={`${String(count)} trials`}>
      <Group named path={TRIALS}>
        {FIRST.map((name) => (
          <Field key={name} path={[...TRIALS, name]} />
        ))}
        <Field path={["abm", "seed"]} />
        <Fold title="All fields">
          {others.map((name) => (
            <Field key={name} path={[...TRIALS, name]} />
          ))}
        </Fold>
      </Group>
    </Fold>
  );
}
