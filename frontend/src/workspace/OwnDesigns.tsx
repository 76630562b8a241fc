/** One's own designs: opened, named, duplicated, taken back to an earlier version, removed. */
import type { Signal } from "@preact/signals";
import { Dialog } from "../Dialog";
import { type OwnDesign, duplicate, openOwn, ownDesigns, removeOwn, renameOwn } from "../state/designs";
import { source } from "../state/draft";

const time = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

export function OwnDesigns({ open }: { open: Signal<boolean> }) {
  const close = () => (open.value = false);
  return (
    <Dialog open={open} title="My designs">
      <p class="quiet">Kept in this browser only. Export a design to keep it elsewhere.</p>
      <p>
        <button type="button" onClick={() => (duplicate(), close())}>
          Duplicate the design on the desk
        </button>
      </p>
      {ownDesigns.value.length === 0 && <p>None yet. Save keeps the design on the desk here.</p>}
      <ul class="jobs">
        {ownDesigns.value.map((design) => (
          <Row key={design.id} design={design} close={close} />
        ))}
      </ul>
    </Dialog>
  );
}

function Row({ design, close }: { design: OwnDesign; close: () => void }) {
  const { id, name, versions } = design;
  const [newest, ...older] = versions;
  return (
    <li class="job">
      <input value={name} aria-label={`Name of the design ${name}`} onChange={(event) => renameOwn(design, event.currentTarget.value)} />
      <p class="quiet">
        saved {newest && time.format(new Date(newest.at))}
        {source.value.own === id && ", on the desk"}
      </p>
      <div class="actions">
        <button type="button" aria-label={`Open ${name}`} onClick={() => (openOwn(design), close())}>
          Open
        </button>
        <button type="button" aria-label={`Remove ${name}`} onClick={() => removeOwn(id)}>
          Remove
        </button>
      </div>
      {older.length > 0 && (
        <details>
          <summary>{older.length === 1 ? "1 earlier version" : `${older.length} earlier versions`}</summary>
          <ul>
            {older.map((version) => (
              <li key={version.at}>
                {time.format(new Date(version.at))}{" "}
                <button type="button" class="plain" onClick={() => (openOwn(design, version), close())}>
                  Put it on the desk
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}
