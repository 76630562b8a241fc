/** The closes of a token as dots, and the path of the design that was fitted to them. */
import * as Plot from "@observablehq/plot";
import { PlainChart } from "../charts/PlainChart";
import { OVER, plotted } from "../charts/draw";
import { monthName, tick, withUnit } from "../charts/format";
import { colour } from "../charts/palette";
import type { Schemas } from "../api/client";
import { isDark } from "../state/view";

type Month = Schemas["FittedMonth"];

export function FittedPath({ rows }: { rows: readonly Month[] }) {
  const closes = rows.filter(({ close }) => close !== null);
  const [first, last] = [closes[0], closes.at(-1)];
  if (first === undefined || last === undefined) return null;
  return (
    <PlainChart
      id="fitted"
      title="What it really cost, and the fitted path"
      unit="$"
      caption="Dotted: the closes that were used, one a month. The line is the path of the design with the demand that was learnt, without luck. Not a forecast."
      words={`${withUnit(closes.length, "")} closes, from ${withUnit(first.close, "$", 3)} in ${nameOf(first)} to ${withUnit(last.close, "$", 3)} in ${nameOf(last)}; the fitted path ends at ${withUnit(last.fitted, "$", 3)}.`}
      table={{
        head: "Month",
        columns: [
          { label: "close", unit: "$" },
          { label: "fitted", unit: "$" },
        ],
        rows: rows.map((row) => ({ name: nameOf(row), values: [row.close, row.fitted] })),
      }}
      draw={(width) => picture(rows, width)}
      causes={[rows]}
    />
  );
}

function picture(rows: readonly Month[], width: number) {
  const every = Math.ceil(rows.length / Math.max(2, Math.floor(width / 90)));
  return plotted({
    width,
    height: 220,
    x: { label: null, ticks: rows.flatMap(({ month }, place) => (place % every === 0 ? [month] : [])), tickFormat: (month: number) => nameOf(rows[month]) },
    y: { label: null, grid: true, zero: true, ticks: 5, tickFormat: (value: number) => tick(value, "$") },
    marks: [
      Plot.lineY(rows, { x: "month", y: "fitted", stroke: colour(0, isDark.value), strokeWidth: 2.25 }),
      Plot.lineY(rows, { x: "month", y: "close", stroke: "currentColor", strokeLinecap: "round", className: "over-dotted", ...OVER.dotted }),
    ],
  });
}

function nameOf(row: Month | undefined): string {
  return row === undefined ? "" : monthName(new Date(`${row.date}T00:00:00Z`));
}
