/** A part of the form that folds away, and says so when something in it needs a look. */
import type { ComponentChildren } from "preact";
import { useContext, useMemo } from "preact/hooks";
import { Around, Room, advice, objections } from "./fieldMessages";

interface Props {
  title: string;
  /** What it says while it is closed. */
  state?: ComponentChildren;
  open?: boolean;
  section?: boolean;
  children: ComponentChildren;
}

export function Fold({ title, state, open = false, section = false, children }: Props) {
  const outer = useContext(Around);
  const room = useMemo(() => new Room(outer), [outer]);
  return (
    <details class={section ? "section" : "more"} open={open}>
      <summary>
        {section ? <h2>{title}</h2> : <span>{title}</span>} {state && <span class="state">{state}</span>} <Counts room={room} />
      </summary>
      <div class="folded">
        <Around.Provider value={room}>{children}</Around.Provider>
      </div>
    </details>
  );
}

function Counts({ room }: { room: Room }) {
  const wrong = objections.value.filter(({ owner }) => owner !== undefined && room.has(owner)).length;
  const careful = advice.value.filter(({ owner }) => owner !== undefined && room.has(owner)).length;
  return (
    <span class="counts">
      {wrong > 0 && <span class="wrong">{wrong} to change</span>}
      {careful > 0 && <span class="careful">{careful === 1 ? "1 note" : `${careful} notes`}</span>}
    </span>
  );
}
