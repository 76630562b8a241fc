/** A sheet over the page: Escape and its button close it, and the focus goes back where it was. */
import { type Signal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";

interface Props {
  open: Signal<boolean>;
  title: string;
  children: ComponentChildren;
}

export function Dialog({ open, title, children }: Props) {
  const sheet = useRef<HTMLDialogElement>(null);
  const id = useId();
  useSignalEffect(() => {
    const element = sheet.current;
    if (open.value && !element?.open) element?.showModal();
    if (!open.value && element?.open) element.close();
  });
  return (
    <dialog ref={sheet} aria-labelledby={id} onClose={() => (open.value = false)}>
      <div class="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" onClick={() => (open.value = false)}>
          Close
        </button>
      </div>
      {open.value && children}
    </dialog>
  );
}
