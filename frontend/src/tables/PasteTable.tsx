/** An allocation table out of a spreadsheet: what each column was taken for, what becomes of each row, and only then its place. */
import { useId } from "preact/hooks";
import { Dialog } from "../Dialog";
import { withUnit } from "../charts/format";
import { setRows } from "../form/buckets/edits";
import { asked, pasteTable, readBuckets, reading, sayOfTable, tableIsOpen, unread } from "../state/table";
import { Columns } from "./Columns";
import { Preview } from "./Preview";

export function PasteTable() {
  return (
    <Dialog open={tableIsOpen} title="Paste a table">
      <Sheet />
    </Dialog>
  );
}

function Sheet() {
  const id = useId();
  const count = readBuckets.value.length;
  const drop = (event: DragEvent) => {
    const file = event.dataTransfer?.files[0];
    if (file === undefined) return;
    event.preventDefault();
    void file.text().then(pasteTable);
  };
  return (
    <div class="paste">
      <label for={id}>Paste the rows of a spreadsheet, a Markdown or CSV table here, or drop a file. Nothing is replaced before you say so.</label>
      <textarea id={id} rows={5} value={asked.value.text} onInput={({ currentTarget }) => pasteTable(currentTarget.value)} onDrop={drop} />
      {unread.value && (
        <p class="wrong" role="alert">
          {unread.value}
        </p>
      )}
      {reading.value && (
        <>
          <Questions />
          <Columns columns={reading.value.columns} />
          <Preview />
          <Rest />
        </>
      )}
      <p class="actions">
        <button type="button" class="primary" disabled={count === 0} onClick={takeTable}>
          {count === 0 ? "Replace the table" : `Replace the table with these ${withUnit(count, "")} buckets`}
        </button>
        <button type="button" onClick={() => (tableIsOpen.value = false)}>
          Leave it as it is
        </button>
      </p>
    </div>
  );
}

/** Put the read buckets in place of those in the workspace. */
function takeTable(): void {
  setRows(readBuckets.value);
  tableIsOpen.value = false;
  pasteTable("");
}

/** What only the table's author knows; until it is answered the first choice holds. */
function Questions() {
  const questions = reading.value?.questions ?? [];
  return (
    <>
      {questions.map(({ about, sentence, choices }) => (
        <fieldset key={sentence} class="question">
          <legend>{sentence}</legend>
          {choices.map(({ label, set }, index) => (
            <label key={label}>
              <input type="radio" name={`${about} ${sentence}`} checked={index === 0} onChange={() => sayOfTable(set)} /> {label}
            </label>
          ))}
        </fieldset>
      ))}
    </>
  );
}

/** Every row that made no bucket, and why; and whatever else was rounded, renamed or assumed. */
function Rest() {
  const { dropped = [], notes = [] } = reading.value ?? {};
  if (dropped.length + notes.length === 0) return null;
  return (
    <ul class="rest" aria-label="What is not in the table as it stands">
      {dropped.map(({ row, text, reason }) => (
        <li key={row}>
          Row {row}, “{text}”, {reason}.{" "}
          <button type="button" class="plain" onClick={() => sayOfTable({ rows: { [row]: true } })}>
            It is a bucket
          </button>
        </li>
      ))}
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}
