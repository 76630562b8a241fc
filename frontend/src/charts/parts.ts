/** A chart for each unit of the series that a part of the economy adds, where the page draws none by name. */
import type { Schemas } from "../api/client";
import type { Tab } from "../state/view";
import { unitOf } from "./format";
import type { MonthlyChart } from "./monthly";
import { type SeriesName, lineOf } from "./series";

/** Where a chart stands, by what its series are about; supply, where nothing is said. */
const TAB_OF: Readonly<Record<string, Tab>> = { price: "Price", staking: "Staking & treasury", treasury: "Staking & treasury" };

export function chartsOfParts(offered: Schemas["Catalogue"] | undefined): readonly MonthlyChart[] {
  if (offered === undefined) return [];
  return offered.parts.flatMap(({ name, title, description, series }) => {
    const entries = offered.series.filter((entry) => series.includes(entry.name));
    const units = [...new Set(entries.map(({ unit }) => unit))];
    return units.map((unit): MonthlyChart => {
      const drawn = entries.filter((entry) => entry.unit === unit).map((entry) => ({ ...entry, name: entry.name as SeriesName }));
      const [first] = drawn;
      const alone = drawn.length === 1 && first !== undefined;
      return {
        tab: TAB_OF[drawn[0]?.group ?? ""] ?? "Supply",
        id: `${name}-${units.indexOf(unit)}`,
        title: alone ? first.title : title,
        unit: unitOf(unit),
        caption: alone ? first.description : description,
        kind: "lines",
        lines: (run) => drawn.map((entry) => lineOf(run, entry.name, entry.title.toLowerCase())),
        behind: (run) => lineOf(run, drawn[0]!.name, drawn[0]!.title.toLowerCase()),
        applies: (run) => run.results.global_metrics.some((row) => drawn.some((entry) => row[entry.name] !== 0)),
      };
    });
  });
}
