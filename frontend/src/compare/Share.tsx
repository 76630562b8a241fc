/** The design as a link, as a file, and on paper. */
import { signal, useSignal } from "@preact/signals";
import type { Draft } from "../api/client";
import { save } from "../charts/export";
import { Dialog } from "../Dialog";
import { at, draft, putInWorkspace } from "../state/draft";
import { linkTo } from "../state/link";
import { nameOf } from "../state/runs";

const isOpen = signal(false);
const link = signal("");

export function Share() {
  const unread = useSignal<string | undefined>(undefined);
  const share = async () => {
    link.value = await linkTo(draft.value ?? {});
    isOpen.value = true;
  };
  const read = async (file: File | undefined) => {
    unread.value = undefined;
    if (file === undefined) return;
    const design = designIn(await file.text());
    if (design === undefined) unread.value = `${file.name} is not a design: it must be one JSON object with token and buckets, as Export writes it.`;
    else putInWorkspace(design);
  };
  /** Emptied, so that the same file can be read again after it has been changed. */
  const chosen = ({ currentTarget: field }: { currentTarget: HTMLInputElement }) => {
    const file = field.files?.[0];
    void read(file).finally(() => (field.value = ""));
  };
  return (
    <>
      <button type="button" onClick={() => void share()}>
        Share
      </button>
      <label class="button file">
        Import
        <input type="file" accept=".json,application/json" onChange={chosen} />
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

/** The design in a file; also the one a downloaded result was made from. */
function designIn(text: string): Draft | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return [value, at(["config"], value)].find(isDesign);
  } catch {
    return undefined;
  }
}

function isDesign(value: unknown): value is Draft {
  return value !== null && typeof value === "object" && !Array.isArray(value) && "token" in value && "buckets" in value;
}

function exportDesign(design: Draft): void {
  const name = nameOf(design).toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  save(`${name}.json`, new Blob([`${JSON.stringify(design, null, 2)}\n`], { type: "application/json" }));
}
