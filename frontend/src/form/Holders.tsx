/** Who holds and how they behave. */
import { useId } from "preact/hooks";
import type { Path } from "../api/client";
import { edit } from "../state/draft";
import { catalogue } from "../state/library";
import { bucketNames } from "./buckets/edits";
import { Field, Group, Said } from "./Field";
import { Fold } from "./Fold";
import { Profiles } from "./Profiles";
import { usePlace } from "./places";
import { useAt } from "./values";

const FIRST = ["agent_granularity", "agents_per_cohort", "behaviour_noise"];
const OTHERS = ["trait_jitter", "unlock_anticipation", "store_cohort_details", "aggregation_level"];
const MAPPING: Path = ["abm", "bucket_cohort_mapping"];

export function Holders() {
  return (
    <Fold section title="Holders" state="how they behave">
      {FIRST.map((name) => (
        <Field key={name} path={["abm", name]} />
      ))}
      <Cohorts />
      <Fold title="All fields">
        {OTHERS.map((name) => (
          <Field key={name} path={["abm", name]} />
        ))}
        <Profiles />
      </Fold>
    </Fold>
  );
}

/** Which profile each bucket's holders behave by. */
function Cohorts() {
  return (
    <Group path={MAPPING}>
      {bucketNames.value.map((name) => (
        <Cohort key={name} bucket={name} />
      ))}
    </Group>
  );
}

const BY_NAME = "";

function Cohort({ bucket }: { bucket: string }) {
  const path = [...MAPPING, bucket];
  const { key, error, note } = usePlace(path);
  const chosen = useAt(path);
  const names = Object.keys(catalogue.value?.profiles ?? {});
  const id = useId();
  return (
    <div class="field of-choice" data-place={key}>
      <label for={id}>{bucket}</label>
      <div class="entry">
        <select
          id={id}
          aria-describedby={`${id}-said`}
          aria-invalid={error !== "" || undefined}
          value={typeof chosen === "string" ? chosen : BY_NAME}
          onChange={({ currentTarget: { value } }) => edit(path, value === BY_NAME ? undefined : value)}
        >
          <option value={BY_NAME}>as its name says</option>
          {[...new Set([...names, ...(typeof chosen === "string" ? [chosen] : [])])].map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <Said id={`${id}-said`} error={error} note={note} />
    </div>
  );
}
