/** Asks for the key of a service that is not open to everyone. */
import { useRef } from "preact/hooks";
import { keyWanted, keepKey } from "./api/key";

export function KeyPrompt({ onKey }: { onKey: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  if (!keyWanted.value) return null;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    keepKey(field.current?.value ?? "");
    onKey();
  };
  return (
    <form class="key" onSubmit={submit}>
      <label>
        This service asks for a key. <input ref={field} type="password" autoComplete="off" required />
      </label>
      <button class="primary">Use it</button>
    </form>
  );
}
