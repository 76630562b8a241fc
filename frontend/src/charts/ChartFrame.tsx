/** What every chart has around its picture: a title with its unit, a caption, switches, a table, exports. */
import type { ComponentChildren, RefObject } from "preact";
import { flip, isOn } from "../state/view";
import { saveCsv, savePng, saveSvg } from "./export";
import type { Unit } from "./format";
import { type Table, TableView } from "./TableView";

interface Props {
  id: string;
  title: string;
  unit: Unit;
  caption: string;
  table: Table;
  /** Where the picture hangs, for the exports. */
  picture: RefObject<HTMLElement | null>;
  choice?: "log" | "share" | undefined;
  children: ComponentChildren;
}

const CHOICES = { log: "Log scale", share: "Per cent" } as const;

export function ChartFrame({ id, title, unit, caption, table, picture, choice, children }: Props) {
  const asTable = isOn(`${id}.table`);
  const save = (write: (svg: SVGSVGElement, name: string) => void) => {
    const svg = picture.current?.querySelector("svg");
    if (svg) write(svg, `cliffcast-${id}`);
  };
  return (
    <figure class="chart" id={`chart-${id}`} aria-labelledby={`${id}-title`}>
      <div class="chart-head">
        <h3 id={`${id}-title`}>
          {title} {unit !== "" && <span class="unit">{unitWords(unit)}</span>}
        </h3>
        <div class="chart-tools" role="group" aria-label={`${title}: view and export`}>
          {choice && <Switch name={`${id}.${choice}`} label={CHOICES[choice]} />}
          <Switch name={`${id}.table`} label="Table" />
          <button type="button" disabled={asTable} onClick={() => save(saveSvg)}>
            SVG
          </button>
          <button type="button" disabled={asTable} onClick={() => save(savePng)}>
            PNG
          </button>
          <button type="button" onClick={() => saveCsv(table, `cliffcast-${id}`)}>
            CSV
          </button>
        </div>
      </div>
      <figcaption>{caption}</figcaption>
      {asTable && <TableView table={table} label={title} />}
      {/* kept, not taken away: what draws into it draws again once it has a width */}
      <div hidden={asTable}>{children}</div>
    </figure>
  );
}

function Switch({ name, label }: { name: string; label: string }) {
  return (
    <button type="button" aria-pressed={isOn(name)} onClick={() => flip(name)}>
      {label}
    </button>
  );
}

function unitWords(unit: Unit): string {
  return unit === "share" ? "%" : unit;
}
