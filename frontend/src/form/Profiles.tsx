/** Changes to the profiles' distributions, by profile or bucket name. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Path } from "../api/client";
import { edit } from "../state/draft";
import { catalogue } from "../state/library";
import { bucketNames } from "./buckets/edits";
import { Field, Group } from "./Field";
import { Fold } from "./Fold";
import { goToNew } from "./fieldMessages";
import { membersOf } from "./schema";
import { asMembers, useAt } from "./values";

/** Where the service speaks of profiles, and the other place where a request may have them. */
const PROFILES: Path = ["abm", "cohort_profiles"];
const AT_THE_TOP: Path = ["cohort_profiles"];

export function Profiles() {
  const path = useAt(AT_THE_TOP) === undefined ? PROFILES : AT_THE_TOP;
  const changed = Object.keys(asMembers(useAt(path)));
  const known = [...Object.keys(catalogue.value?.profiles ?? {}), ...bucketNames.value];
  return (
    <Group path={PROFILES}>
      {changed.map((name) => (
        <Profile key={name} path={path} name={name} />
      ))}
      <Change names={[...new Set(known)].filter((name) => !changed.includes(name))} path={path} />
    </Group>
  );
}

function Profile({ path, name }: { path: Path; name: string }) {
  const count = Object.keys(asMembers(useAt([...path, name]))).length;
  const takeBack = () => {
    edit([...path, name], undefined);
    goToNew(PROFILES);
  };
  const base = asMembers(catalogue.value?.profiles[name]);
  return (
    <Fold title={name} state={count === 1 ? "1 change" : `${count} changes`}>
      <Group named path={[...PROFILES, name]}>
        {membersOf([...PROFILES, name]).map((trait) => (
          <Field
            key={trait}
            path={[...path, name, trait]}
            place={[...PROFILES, name, trait]}
            standing={base[trait]}
          />
        ))}
      </Group>
      <button type="button" onClick={takeBack}>
        Take back all changes to {name}
      </button>
    </Fold>
  );
}

function Change({ path, names }: { path: Path; names: readonly string[] }) {
  const id = useId();
  const chosen = useSignal("");
  const name = names.includes(chosen.value) ? chosen.value : (names[0] ?? "");
  const change = () => {
    edit([...path, name], {});
    goToNew([...PROFILES, name]);
  };
  return (
    <div class="field of-choice">
      <label for={id}>Change the profile of</label>
      <div class="entry">
        <select id={id} value={name} onChange={({ currentTarget }) => (chosen.value = currentTarget.value)}>
          {names.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
        <button type="button" disabled={name === ""} onClick={change}>
          Change
        </button>
      </div>
    </div>
  );
}
