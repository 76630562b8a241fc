/** The design as a link, as a file, and on paper. */
import { signal, useSignal } from "@preact/signals";
import type { Draft } from "../api/client";
import { save } from "../charts/export";
import { Dialog } from "../Dialog";
import { draft, putOnDesk } from "../state/draft";
import { linkTo } from "../state/link";
import { nameOf } from "../state/runs";

const isOpen = signal(false);
const link = signal("");

export function Share() {
  const unread = useSignal<string | undefined>(undefined);
  const share = async () => {
    link.value = await linkTo(draft.value ?? {});
    window.history.replaceState(null, "", link.value);
    isOpen.value = true;
  };
  const read = async (file: File | undefined) => {
    unread.value = undefined;
    if (file === undefined) return;
    const design = parsed(await file.text());
    if (design === undefined) unread.value = `${file.name} is not a design: it must be one JSON object, as Export writes it.`;
    else putOnDesk(design);
  };
  return (
    <>
      <button type="button" onClick={() => void share()}>
        Share
      </button>
      <label class="button file">
        Import
        <input type="file" accept=".json,application/json" onChange={(event) => void read(event.currentTarget.files?.[0])} />
      </label>
      <button type="button" onClick={() => exportDesign(draft.value ?? {})}>
        Export
      </button>
      <button type="button" onClick={() => window.print()}>
        Print
      </button>
      {unread.value && <p role="alert">{unread.value}</p>}
      <Dialog open={isOpen} title="Share this design">
        <p>Whoever opens this link has the same design on the desk. The design is in the link itself; no server keeps it.</p>
        <input class="link" readOnly value={link.value} aria-label="Link to this design" onFocus={(event) => event.currentTarget.select()} />
        <Copy />
      </Dialog>
    </>
  );
}

function Copy() {
  const said = useSignal("");
  const copy = () =>
    navigator.clipboard.writeText(link.value).then(
      () => (said.value = "Copied."),
      () => (said.value = "The browser forbids it: copy the link by hand."),
    );
  return (
    <p>
      {window.isSecureContext && (
        <button type="button" class="primary" onClick={() => void copy()}>
          Copy the link
        </button>
      )}{" "}
      <span role="status">{said.value}</span>
    </p>
  );
}

function parsed(text: string): Draft | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Draft) : undefined;
  } catch {
    return undefined;
  }
}

function exportDesign(design: Draft): void {
  const name = nameOf(design).toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  save(`${name}.json`, new Blob([`${JSON.stringify(design, null, 2)}\n`], { type: "application/json" }));
}
