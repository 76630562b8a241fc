/** Whom the holders of a bucket behave like: by its name, unless the designer says otherwise. */
import { batch } from "@preact/signals";
import { useId } from "preact/hooks";
import { pathKey } from "../../api/client";
import { at, edit } from "../../state/draft";
import { catalogue } from "../../state/library";
import { outcome, report } from "../../state/live";
import { Before, Said } from "../Field";
import { useBefore } from "../before";
import { usePlace } from "../fieldMessages";
import { fieldSchema } from "../schema";
import { asMembers, asRows, useAt } from "../values";
import { BUCKETS, MAPPING } from "./edits";

const BY_NAME = "";
const AS_NAMED = "as its name says";

export function BehavesLike({ index, bucket }: { index: number; bucket: string }) {
  const path = [...BUCKETS, index, "profile"];
  const here = usePlace(path);
  const mapping = usePlace([...MAPPING, bucket]);
  const chosen = chosenOf(useAt(path), useAt([...MAPPING, bucket]));
  const id = useId();
  const { title = "" } = fieldSchema(path);
  const before = useBefore([...BUCKETS, index], chosenWords);
  return (
    <div class={before === undefined ? "behaves" : "behaves changed"} data-place={mapping.key}>
      <div class="entry">
        <label for={id}>
          {title}
          <span class="unseen">: {bucket}</span>
        </label>
        <select id={id} aria-describedby={`${id}-before`} data-place={here.key} aria-invalid={here.error + mapping.error !== "" || undefined} value={chosen} onChange={({ currentTarget }) => choose(index, bucket, currentTarget.value)}>
          <option value={BY_NAME}>{chosen === BY_NAME ? byName(index, bucket) : AS_NAMED}</option>
          <Profiles chosen={chosen} />
        </select>
        <Before id={`${id}-before`} words={before} />
      </div>
      <Said {...here} />
      <Said {...mapping} />
    </div>
  );
}

function chosenOf(own: unknown, mapped: unknown): string {
  return typeof own === "string" ? own : typeof mapped === "string" ? mapped : BY_NAME;
}

/** What has been chosen for a bucket of a design. */
function chosenWords(row: unknown, design: unknown): string {
  const { bucket, profile } = asMembers(row);
  return chosenOf(profile, at([...MAPPING, String(bucket)], design)) || AS_NAMED;
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
  if (typeof profile !== "string") return AS_NAMED;
  const name = pathKey([...BUCKETS, index, "bucket"]);
  const assumed = report.value?.advice.some(({ type, loc }) => type === "assumed_profile" && pathKey(loc.slice(1)) === name);
  return assumed ? `its name says nothing (${profile})` : `${AS_NAMED} (${profile})`;
}

/** A choice stands with its bucket; what a mapping said of it goes. */
function choose(index: number, bucket: string, profile: string): void {
  batch(() => {
    if (at([...MAPPING, bucket]) !== undefined) edit([...MAPPING, bucket], undefined);
    edit([...BUCKETS, index, "profile"], profile === BY_NAME ? undefined : profile);
  });
}
