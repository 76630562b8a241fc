/** Tables out of a spreadsheet: pasted into a cell of the table, or as a whole in place of it. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { rows, setRows } from "./edits";
import { bucketsOf, isTable } from "./pasted";

/** Fill the table from the cell with the focus, to the right and downwards, as a spreadsheet does. */
export function pasteAt(event: ClipboardEvent): void {
  const text = event.clipboardData?.getData("text/plain") ?? "";
  const cell = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-column]") : null;
  if (cell === null || !isTable(text)) return;
  event.preventDefault();
  const first = Number(cell.dataset["row"]);
  const pasted = bucketsOf(text, cell.dataset["column"] as Parameters<typeof bucketsOf>[1]);
  const table = [...rows()];
  pasted.forEach((row, offset) => (table[first + offset] = { ...table[first + offset], ...row }));
  setRows(table);
}

export function Paste() {
  const text = useSignal("");
  const id = useId();
  const replace = () => {
    setRows(bucketsOf(text.value));
    text.value = "";
  };
  return (
    <div class="paste">
      <label for={id}>
        Copy the rows in your spreadsheet and paste them here: name, share of the supply, share at launch, cliff, vesting, holders. A
        heading is understood; so are 12.5 % and 1,000.
      </label>
      <textarea id={id} rows={4} value={text} onInput={({ currentTarget }) => (text.value = currentTarget.value)} />
      <button type="button" disabled={!isTable(text.value)} onClick={replace}>
        Replace the table
      </button>
    </div>
  );
}
