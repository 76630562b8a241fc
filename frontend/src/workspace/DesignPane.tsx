/** The form: a pane of its own on a large screen, a sheet from below on a phone, so that the price stays in sight. */
import { Form } from "../form/Form";
import { sheetIsOpen } from "../state/view";

/** Above the sheet the price chart is what one wants to see. */
function openSheet(): void {
  sheetIsOpen.value = true;
  document.getElementById("chart-price")?.scrollIntoView({ block: "start" });
}

export function DesignPane() {
  const open = sheetIsOpen.value;
  return (
    <>
      <div id="design" class={open ? "design-pane open" : "design-pane"}>
        <div class="sheet-head">
          <strong>Design</strong>
          <button type="button" onClick={() => (sheetIsOpen.value = false)}>
            Back to the results
          </button>
        </div>
        <Form />
      </div>
      <button type="button" class="to-design primary" aria-controls="design" aria-expanded={open} hidden={open} onClick={openSheet}>
        Edit the design
      </button>
    </>
  );
}
