/** The key of a service that asks for one; kept in this tab only. */
import { signal } from "@preact/signals";

const NAME = "cliffcast.key";

export const key = signal(sessionStorage.getItem(NAME) ?? "");

/** Whether the service has refused us for want of a key. */
export const keyWanted = signal(false);

export function keepKey(value: string): void {
  sessionStorage.setItem(NAME, value);
  key.value = value;
  keyWanted.value = false;
}
