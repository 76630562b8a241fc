/** A schedule that cliff and vesting cannot tell: segments that unlock at once, evenly, in steps or ever less. */
import { useId } from "preact/hooks";
import { type Path, service } from "../../api/client";
import { at, edit } from "../../state/draft";
import { refusal, report } from "../../state/live";
import { Field, Group, Said } from "../Field";
import { Fold } from "../Fold";
import { goToNew, usePlace } from "../fieldMessages";
import { fieldSchema, variant } from "../schema";
import { asMembers, asRows, useAt } from "../values";
import { BUCKETS, rows } from "./edits";

interface Props {
  index: number;
  bucket: string;
}

/** From cliff and vesting to the segments they stand for. */
export function ScheduleSwitch({ index, bucket }: Props) {
  const isReadable = Boolean(report.value?.preview.segments[index]);
  return (
    <button
      type="button"
      class="plain"
      disabled={!isReadable}
      aria-label={`Schedule in segments: ${bucket}`}
      onClick={() => void giveInSegments(index).catch((error: unknown) => (refusal.value = error instanceof Error ? error.message : String(error)))}
    >
      Schedule in segments
    </button>
  );
}

/** Asks the service anew: its last report may be older than what has just been typed. */
async function giveInSegments(index: number): Promise<void> {
  const { preview } = await service.validate({ token: at(["token"]), buckets: at(BUCKETS) }, new AbortController().signal);
  const segments = preview.segments[index];
  if (!segments) return;
  const { cliff_months: _, vesting_months: __, ...row } = rows()[index] ?? {};
  edit([...BUCKETS, index], { ...row, segments });
  goToNew([...BUCKETS, index, "segments", 0]);
}

export function Segments({ index, bucket }: Props) {
  const path = [...BUCKETS, index, "segments"];
  const segments = asRows(useAt(path));
  const change = (next: readonly unknown[], focus: number) => {
    edit(path, next);
    goToNew(focus < 0 ? path : [...path, focus]);
  };
  const end = () => {
    const { segments: _, ...row } = rows()[index] ?? {};
    edit([...BUCKETS, index], row);
    goToNew([...BUCKETS, index, "cliff_months"]);
  };
  return (
    <Fold title="Schedule" state={segments.length === 1 ? "1 segment" : `${segments.length} segments`}>
      <Group named path={path}>
        {segments.map((segment, each) => (
          <SegmentFields
            key={each}
            path={[...path, each]}
            kind={String(segment["kind"])}
            remove={() => change(segments.filter((_, other) => other !== each), Math.min(each, segments.length - 2))}
          />
        ))}
        <button type="button" onClick={() => change([...segments, { kind: "lump" }], segments.length)}>
          Add a segment
        </button>{" "}
        <button type="button" aria-label={`Cliff and vesting instead: ${bucket}`} onClick={end}>
          Cliff and vesting instead
        </button>
      </Group>
    </Fold>
  );
}

function SegmentFields({ path, kind, remove }: { path: Path; kind: string; remove: () => void }) {
  const { key, error, note } = usePlace(path);
  const number = Number(path.at(-1)) + 1;
  return (
    <fieldset class="segment" data-place={key} tabIndex={-1}>
      <legend>SegmentFields {number}</legend>
      <Said error={error} note={note} />
      <KindOf path={path} kind={kind} />
      {membersOf(path, kind).map((name) => (
        <Field key={name} path={[...path, name]} help="" />
      ))}
      <button type="button" onClick={remove}>
        Remove segment {number}
      </button>
    </fieldset>
  );
}

/** How a segment unlocks; what two kinds have in common stays when one becomes the other. */
function KindOf({ path, kind }: { path: Path; kind: string }) {
  const id = useId();
  const field = fieldSchema(path);
  const change = (next: string) => {
    const kept = Object.entries(asMembers(at(path))).filter(([name]) => membersOf(path, next).includes(name));
    edit(path, { kind: next, ...Object.fromEntries(kept) });
  };
  return (
    <div class="field of-choice">
      <label for={id}>Unlocks</label>
      <div class="entry">
        <select id={id} value={kind} onChange={({ currentTarget }) => change(currentTarget.value)}>
          {Object.keys(field.discriminator?.mapping ?? {}).map((name) => (
            <option key={name} value={name}>
              {variant(field, name).properties?.["kind"]?.options?.[name] ?? name}
            </option>
          ))}
        </select>
      </div>
      <p class="help">{variant(field, kind).description}</p>
    </div>
  );
}

function membersOf(path: Path, kind: string): readonly string[] {
  return Object.keys(variant(fieldSchema(path), kind).properties ?? {}).filter((name) => name !== "kind");
}
