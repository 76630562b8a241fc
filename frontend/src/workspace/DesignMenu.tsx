/** Which design is in the workspace, and what can be done with it: open, save, begin anew, back and forth. */
import { signal, useSignal } from "@preact/signals";
import { isUnsaved, openScenario, origin, source } from "../state/draft";
import { openOwn, ownDesigns, saveDesign, unkept } from "../state/designs";
import { canRedo, canUndo, redo, undo } from "../state/history";
import { scenarios } from "../state/library";
import { NewDesign } from "./NewDesign";
import { OwnDesigns } from "./OwnDesigns";

const KINDS = { token: "Real tokens, with sources", teaching: "Teaching cases" } as const;

/** Marks own designs among the values of the chooser, so that none is taken for one of the library. */
const OWN = "own:";

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

function Chooser() {
  const failed = useSignal<string | undefined>(undefined);
  const open = (value: string) => {
    failed.value = undefined;
    const own = ownDesigns.value.find(({ id }) => value === OWN + id);
    if (own) openOwn(own);
    else openScenario(value).catch((error: unknown) => (failed.value = error instanceof Error ? error.message : String(error)));
  };
  const chosen = source.value.own === undefined ? (origin.value?.id ?? "") : OWN + source.value.own;
  return (
    <>
      <label class="scenario">
        <span>Design</span>
        <select value={chosen} onChange={(event) => open(event.currentTarget.value)}>
          {chosen === "" && (
            <option value="" disabled>
              not saved yet
            </option>
          )}
          {ownDesigns.value.length > 0 && (
            <optgroup label="My designs">
              {ownDesigns.value.map(({ id, name }) => (
                <option key={id} value={OWN + id}>
                  {name}
                </option>
              ))}
            </optgroup>
          )}
          {Object.entries(KINDS).map(([kind, label]) => (
            <optgroup key={kind} label={label}>
              {scenarios.value
                .filter((scenario) => scenario.kind === kind)
                .map(({ id, name, description }) => (
                  <option key={id} value={id} title={description}>
                    {name}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </label>
      {failed.value && <p role="alert">{failed.value}</p>}
    </>
  );
}
