/** One bucket: its name, what it unlocks, and its figures below. */
import { type Path, pathKey } from "../../api/client";
import { Entry } from "../Entry";
import { Field, Said } from "../Field";
import { useBefore } from "../before";
import { usePlace, useSaid } from "../fieldMessages";
import { fieldSchema } from "../schema";
import { useAt } from "../values";
import { BehavesLike } from "./BehavesLike";
import { COLUMNS } from "./columns";
import { Segments, ScheduleSwitch } from "./Segments";
import { Sparkline } from "./Sparkline";
import { BUCKETS, rename } from "./edits";

interface Props {
  index: number;
  last: boolean;
  move: (index: number, by: -1 | 1) => void;
  remove: (index: number) => void;
}

/** The columns that segments of a schedule stand for. */
const SCHEDULE: readonly string[] = ["cliff_months", "vesting_months"];

export function BucketRow({ index, last, move, remove }: Props) {
  const given = useAt([...BUCKETS, index, "bucket"]);
  const name = typeof given === "string" && given !== "" ? given : `bucket ${index + 1}`;
  const inSegments = useAt([...BUCKETS, index, "segments"]) !== undefined;
  const inTokens = useAt([...BUCKETS, index, "amount"]) !== undefined;
  const columns = COLUMNS.filter((column) => !inSegments || !SCHEDULE.includes(column)).map((column) => (column === "allocation" && inTokens ? "amount" : column));
  return (
    <tbody>
      <tr class="bucket-head">
        <td colSpan={COLUMNS.length}>
          <div>
            <Name index={index} />
            <Sparkline index={index} name={name} />
            <button type="button" class="up" disabled={index === 0} aria-label={`Move ${name} up`} onClick={() => move(index, -1)}>
              ↑
            </button>
            <button type="button" class="down" disabled={last} aria-label={`Move ${name} down`} onClick={() => move(index, 1)}>
              ↓
            </button>
            <button type="button" class="remove" aria-label={`Remove ${name}`} onClick={() => remove(index)}>
              ×
            </button>
          </div>
        </td>
      </tr>
      <tr>
        {columns.map((column) => [
          <Cell key={column} index={index} column={column} bucket={name} />,
          inSegments && column === "tge_unlock_pct" && (
            <td key="segments" colSpan={SCHEDULE.length} class="quiet">
              see schedule
            </td>
          ),
        ])}
      </tr>
      <tr class="bucket-more">
        <td colSpan={COLUMNS.length}>
          <Messages index={index} columns={["bucket", ...columns]} />
          {!inSegments && <CliffReading index={index} />}
          <BehavesLike index={index} bucket={name} />
          {inSegments ? <Segments index={index} bucket={name} /> : <ScheduleSwitch index={index} bucket={name} />}
        </td>
      </tr>
    </tbody>
  );
}

/** Whether the cliff is part of the vesting; asked where there are both. */
function CliffReading({ index }: { index: number }) {
  const [cliff, vesting] = [useAt([...BUCKETS, index, "cliff_months"]), useAt([...BUCKETS, index, "vesting_months"])];
  if (!cliff || !vesting) return null;
  return <Field path={[...BUCKETS, index, "cliff_included"]} help="" />;
}

function Name({ index }: { index: number }) {
  const path = [...BUCKETS, index, "bucket"];
  const { key, error } = usePlace(path);
  return (
    <span data-row={index} data-column="bucket" class="name">
      <Entry
        path={path}
        place={key}
        label={`Name of bucket ${index + 1}`}
        invalid={error !== ""}
        describedBy={saidId(key)}
        onValue={(value) => rename(index, typeof value === "string" ? value : "")}
      />
    </span>
  );
}

function Cell({ index, column, bucket }: { index: number; column: string; bucket: string }) {
  const path = [...BUCKETS, index, column];
  const { key, error } = usePlace(path);
  const { title, unit } = fieldSchema(path);
  const label = `${bucket}: ${title ?? column}, ${unit ?? ""}`;
  const before = useBefore(path);
  return (
    <td data-row={index} data-column={column} class={before === undefined ? undefined : "changed"} title={before === undefined ? undefined : `before: ${before}`}>
      <Entry path={path} place={key} label={label} invalid={error !== ""} describedBy={saidId(key)} />
    </td>
  );
}

/** What is said of the bucket and of each of its figures, under them. */
function Messages({ index, columns }: { index: number; columns: readonly string[] }) {
  const row = usePlace([...BUCKETS, index]);
  return (
    <>
      <Said {...row} />
      {columns.map((column) => (
        <CellMessage key={column} path={[...BUCKETS, index, column]} />
      ))}
    </>
  );
}

function CellMessage({ path }: { path: Path }) {
  const key = pathKey(path);
  const { error, note } = useSaid(key);
  return <Said id={saidId(key)} error={error && `${fieldSchema(path).title ?? ""}: ${error}`} note={note} />;
}

function saidId(key: string): string {
  return `${key}-said`;
}
