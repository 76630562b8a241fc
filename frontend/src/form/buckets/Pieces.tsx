/** A schedule that cliff and vesting cannot tell: pieces that unlock at once, evenly, in steps or ever less. */
import { service } from "../../api/client";
import { at, edit } from "../../state/draft";
import { refusal, report } from "../../state/live";
import { Group } from "../Field";
import { Fold } from "../Fold";
import { Item } from "../Item";
import { goToNew } from "../places";
import { asRows, useAt } from "../values";
import { BUCKETS, rows } from "./edits";

interface Props {
  index: number;
  bucket: string;
}

/** From cliff and vesting to the pieces they stand for. */
export function ScheduleSwitch({ index, bucket }: Props) {
  const isReadable = Boolean(report.value?.preview.segments[index]);
  return (
    <button
      type="button"
      class="plain"
      disabled={!isReadable}
      aria-label={`Schedule in pieces: ${bucket}`}
      onClick={() => void giveInPieces(index).catch((error: unknown) => (refusal.value = error instanceof Error ? error.message : String(error)))}
    >
      Schedule in pieces
    </button>
  );
}

/** Asks the service anew: its last report may be older than what has just been typed. */
async function giveInPieces(index: number): Promise<void> {
  const { preview } = await service.validate({ token: at(["token"]), buckets: at(BUCKETS) }, new AbortController().signal);
  const segments = preview.segments[index];
  if (!segments) return;
  const { cliff_months: _, vesting_months: __, ...row } = rows()[index] ?? {};
  edit([...BUCKETS, index], { ...row, segments });
  goToNew([...BUCKETS, index, "segments", 0]);
}

export function Pieces({ index, bucket }: Props) {
  const path = [...BUCKETS, index, "segments"];
  const pieces = asRows(useAt(path));
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
    <Fold title="Schedule" state={pieces.length === 1 ? "1 piece" : `${pieces.length} pieces`}>
      <Group named path={path}>
        {pieces.map((_, each) => (
          <Item
            key={each}
            path={[...path, each]}
            noun="piece"
            verb="Unlocks"
            help=""
            remove={() => change(pieces.filter((__, other) => other !== each), Math.min(each, pieces.length - 2))}
          />
        ))}
        <button type="button" onClick={() => change([...pieces, { kind: "lump" }], pieces.length)}>
          Add a piece
        </button>{" "}
        <button type="button" aria-label={`Cliff and vesting instead: ${bucket}`} onClick={end}>
          Cliff and vesting instead
        </button>
      </Group>
    </Fold>
  );
}
