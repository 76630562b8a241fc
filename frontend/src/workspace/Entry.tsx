/** A design of the library in a line: what it is called, and what is remarkable about it. */
import { withUnit } from "../charts/format";
import type { Schemas } from "../api/client";
import type { Head } from "../state/search";

interface Props {
  head: Head;
  /** What is said of it beside its own figures. */
  why?: string;
  onOpen: () => void;
}

export function Entry({ head, why, onOpen }: Props) {
  return (
    <li>
      <button type="button" title={head.description} onClick={onOpen}>
        <b>{head.name}</b> {head.kind === "token" && <span class="quiet">{head.id.toUpperCase()}</span>}
        {why && <span class="why">{why}</span>}
        <span class="quiet remarkable">{remarkable(head)}</span>
      </button>
    </li>
  );
}

/** Float 11.6 % at launch, largest unlock 18 % in month 12, insiders 44 %. */
export function remarkable({ float_pct: float, largest_unlock_pct: largest, largest_unlock_month: month, insiders_pct: insiders }: Schemas["Remarkable"]): string {
  const cliff = month === 0 ? "nothing unlocks later" : `largest unlock ${withUnit(largest, "%", 3)} in month ${month}`;
  return `float ${withUnit(float, "%", 3)} at launch, ${cliff}, insiders ${withUnit(insiders, "%", 3)}`;
}
