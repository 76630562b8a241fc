/** The allocation table: who gets how much, and when it unlocks. */
import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { withUnit } from "../../charts/format";
import { report } from "../../state/live";
import { pasteTable, tableIsOpen } from "../../state/table";
import { Said } from "../Field";
import { Fold } from "../Fold";
import { usePlace } from "../fieldMessages";
import { fieldSchema } from "../schema";
import { useCount } from "../values";
import { BucketRow } from "./BucketRow";
import { COLUMNS } from "./columns";
import { BUCKETS, add, move, remove } from "./edits";

export function Buckets() {
  const count = useCount(BUCKETS);
  return (
    <Fold section open title="Buckets" state={<Sum />}>
      <Table count={count} />
      <Fold title="What the columns mean">
        <dl class="columns">
          {["bucket", ...COLUMNS, "profile"].map((name) => {
            const { title, description } = fieldSchema([...BUCKETS, 0, name]);
            return [<dt key={name}>{title}</dt>, <dd key={`${name}-help`}>{description}</dd>];
          })}
        </dl>
      </Fold>
    </Fold>
  );
}

function Sum() {
  const preview = report.value?.preview;
  return preview === undefined ? null : <>{withUnit(preview.allocated_pct, "%")} of the supply</>;
}

function Table({ count }: { count: number }) {
  const frame = useRef<HTMLDivElement>(null);
  const told = useSignal("");
  const { key, error, note } = usePlace(BUCKETS);
  /** The page draws an edit before the focus can follow it. */
  const focus = (row: number, ...wanted: string[]) =>
    requestAnimationFrame(() => {
      const bucket = frame.current?.querySelectorAll("tbody")[row];
      const found = wanted.map((selector) => bucket?.querySelector<HTMLElement>(`${selector}:not(:disabled)`)).find(Boolean);
      (found ?? frame.current?.querySelector<HTMLElement>(".add"))?.focus();
    });
  const moved = (index: number, by: -1 | 1) => {
    const place = move(index, by);
    told.value = `Moved to place ${place + 1} of ${count}.`;
    focus(place, by < 0 ? ".up" : ".down", by < 0 ? ".down" : ".up");
  };
  const removed = (index: number) => {
    remove(index);
    told.value = `Removed. ${count - 1} left.`;
    focus(Math.min(index, count - 2), ".remove");
  };
  return (
    <div ref={frame} class="buckets" data-place={key} tabIndex={-1}>
      <Said error={error} note={note} />
      <table onPaste={pasted}>
        <thead>
          <tr>
            {COLUMNS.map((name) => (
              <Heading key={name} name={name} />
            ))}
          </tr>
        </thead>
        {Array.from({ length: count }, (_, index) => (
          <BucketRow key={index} index={index} last={index === count - 1} move={moved} remove={removed} />
        ))}
        <tfoot>
          <tr>
            <td colSpan={COLUMNS.length}>
              <Sum />
            </td>
          </tr>
        </tfoot>
      </table>
      <button type="button" class="add" onClick={() => focus(add(), ".name input")}>
        Add a bucket
      </button>{" "}
      <button type="button" aria-haspopup="dialog" onClick={() => (tableIsOpen.value = true)}>
        Paste a table
      </button>
      <p class="unseen" role="status">
        {told}
      </p>
    </div>
  );
}

/** More than one cell is a table, and is looked at before it takes the place of this one. */
function pasted(event: ClipboardEvent): void {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!/[\t\n]/.test(text.trim())) return;
  event.preventDefault();
  pasteTable(text);
  tableIsOpen.value = true;
}

function Heading({ name }: { name: string }) {
  const { title, unit, description } = fieldSchema([...BUCKETS, 0, name]);
  return (
    <th scope="col" title={description}>
      {title}
      {unit !== "holders" && <span class="unit"> {unit}</span>}
    </th>
  );
}
