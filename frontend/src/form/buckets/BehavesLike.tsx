/** Whom the holders of a bucket behave like: by its name, unless the designer says otherwise. */
import { batch } from "@preact/signals";
import { useId } from "preact/hooks";
import { pathKey } from "../../api/client";
import { at, edit } from "../../state/draft";
import { catalogue } from "../../state/library";
import { outcome, report } from "../../state/live";
import { Said } from "../Field";
import { usePlace } from "../fieldMessages";
import { fieldSchema } from "../schema";
import { asMembers, asRows, useAt } from "../values";
import { BUCKETS, MAPPING } from "./edits";

const BY_NAME = "";

export function BehavesLike({ index, bucket }: { index: number; bucket: string }) {
  const path = [...BUCKETS, index, "profile"];
  const here = usePlace(path);
  const mapping = usePlace([...MAPPING, bucket]);
  const [own, mapped] = [useAt(path), useAt([...MAPPING, bucket])];
  const chosen = typeof own === "string" ? own : typeof mapped === "string" ? mapped : BY_NAME;
  const id = useId();
  const { title = "" } = fieldSchema(path);
  return (
    <div class="behaves" data-place={mapping.key}>
      <div class="entry">
        <label for={id}>
          {title}
          <span class="unseen">: {bucket}</span>
        </label>
        <select id={id} data-place={here.key} aria-invalid={here.error + mapping.error !== "" || undefined} value={chosen} onChange={({ currentTarget }) => choose(index, bucket, currentTarget.value)}>
          <option value={BY_NAME}>{chosen === BY_NAME ? byName(index, bucket) : "as its name says"}</option>
          <Profiles chosen={chosen} />
        </select>
      </div>
      <Said {...here} />
      <Said {...mapping} />
    </div>
  );
}

function Profiles({ chosen }: { chosen: string }) {
  const offered = catalogue.value;
  const presets = offered?.presets ?? [];
  const changed = Object.keys(asMembers(useAt(["abm", "cohort_profiles"])));
  const profiles = new Set([...Object.keys(offered?.profiles ?? {}), ...changed, ...(chosen === BY_NAME ? [] : [chosen])]);
  const groups = { Profiles: [...profiles].filter((name) => !presets.includes(name)), Presets: presets };
  return (
    <>
      {Object.entries(groups).map(([label, names]) => (
        <optgroup key={label} label={label}>
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </optgroup>
      ))}
    </>
  );
}

/** What the service has made of the name. */
function byName(index: number, bucket: string): string {
  const row = asRows(at(BUCKETS, outcome.value?.results.config))[index];
  const profile = row?.["bucket"] === bucket ? row["profile"] : undefined;
  if (typeof profile !== "string") return "as its name says";
  const name = pathKey([...BUCKETS, index, "bucket"]);
  const assumed = report.value?.advice.some(({ type, loc }) => type === "assumed_profile" && pathKey(loc.slice(1)) === name);
  return assumed ? `its name says nothing (${profile})` : `as its name says (${profile})`;
}

/** A choice stands with its bucket; what a mapping said of it goes. */
function choose(index: number, bucket: string, profile: string): void {
  batch(() => {
    if (at([...MAPPING, bucket]) !== undefined) edit([...MAPPING, bucket], undefined);
    edit([...BUCKETS, index, "profile"], profile === BY_NAME ? undefined : profile);
  });
}
