/** A chart over months on paper: as wide as the page, light, and drawn at once. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { Legend } from "../charts/Legend";
import { draw } from "../charts/draw";
import type { MonthlyChart } from "../charts/monthly";
import { monthOfAny, months } from "../charts/months";
import { lineBehind, shownLines } from "../charts/shown";
import { type Run, behind } from "../state/runs";
import { isOn } from "../state/view";

interface Props {
  chart: MonthlyChart;
  run: Run;
  /** Pixels the picture is drawn in; the paper stretches it to its column. */
  width: number;
  height: number;
}

export function PaperChart({ chart, run, width, height }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const names = months(run.results);
  const [lines, over] = [shownLines(chart, run), chart.over?.(run) ?? []];
  const others = behind.value.map((each) => lineBehind(chart, each));
  useLayoutEffect(() => {
    const picture = { kind: chart.kind, unit: chart.unit, lines, over, marked: chart.marked?.(run), behind: others, width, height, dark: false };
    const logarithmic = chart.choice === "log" && isOn(`${chart.id}.log`);
    frame.current?.replaceChildren(draw({ ...picture, logarithmic, shares: false, month: (index) => monthOfAny([run, ...behind.value].map(({ results }) => results), index) }));
  });
  return (
    <figure class="paper-chart">
      <h3>
        {chart.title} <span class="unit">{chart.unit === "share" ? "%" : chart.unit}</span>
      </h3>
      <div ref={frame} />
      <Legend chart={chart} lines={lines} over={over} behind={others} last={names.length - 1} />
    </figure>
  );
}
