/** A schedule that cliff and vesting cannot tell: segments that unlock at once, evenly, in steps or ever less. */
import { service } from "../../api/client";
import { at, edit } from "../../state/draft";
import { refusal, report } from "../../state/live";
import { Group } from "../Field";
import { Fold } from "../Fold";
import { Item } from "../Item";
import { goToNew } from "../fieldMessages";
import { asRows, useAt } from "../values";
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
        {segments.map((_, each) => (
          <Item
            key={each}
            path={[...path, each]}
            noun="segment"
            verb="Unlocks"
            help=""
            remove={() => change(segments.filter((__, other) => other !== each), Math.min(each, segments.length - 2))}
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
