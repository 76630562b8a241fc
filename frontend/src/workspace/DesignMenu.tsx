/** Which design is in the workspace, and what can be done with it: open, save, begin anew, back and forth. */
import { signal } from "@preact/signals";
import { isUnsaved } from "../state/draft";
import { saveDesign, unkept } from "../state/designs";
import { canRedo, canUndo, redo, undo } from "../state/history";
import { Chooser } from "./Chooser";
import { NewDesign } from "./NewDesign";
import { OwnDesigns } from "./OwnDesigns";

const newIsOpen = signal(false);
const ownIsOpen = signal(false);

export function DesignMenu() {
  return (
    <div class="design-menu">
      <Chooser />
      <button type="button" onClick={() => (newIsOpen.value = true)}>
        New
      </button>
      <button type="button" onClick={saveDesign}>
        Save
      </button>
      <button type="button" aria-label="Undo" title="Undo (Ctrl-Z)" disabled={!canUndo.value} onClick={undo}>
        ↶
      </button>
      <button type="button" aria-label="Redo" title="Redo (Ctrl-Y)" disabled={!canRedo.value} onClick={redo}>
        ↷
      </button>
      <button type="button" aria-haspopup="dialog" onClick={() => (ownIsOpen.value = true)}>
        My designs
      </button>
      <span class="unsaved" role="status" title={isUnsaved.value ? "Changed since it was opened or saved" : undefined}>
        {isUnsaved.value ? "● unsaved" : ""}
      </span>
      {unkept.value && <p role="alert">{unkept.value}</p>}
      <NewDesign open={newIsOpen} />
      <OwnDesigns open={ownIsOpen} />
    </div>
  );
}
