/** A chart over months: a picture, the month all charts share, and that month's values in words. */
import { computed, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useMemo, useRef } from "preact/hooks";
import type { Run } from "../state/runs";
import { chosen, cursor, isDark, isOn, pointed, shownMonth } from "../state/view";
import { ChartFrame } from "./ChartFrame";
import { Legend } from "./Legend";
import { draw } from "./draw";
import { withUnit } from "./format";
import type { MonthlyChart } from "./monthly";
import { monthOfAny, months } from "./months";
import type { Line } from "./series";
import { lineBehind, shownLines } from "./shown";
import type { Table } from "./TableView";
import { useDrawing } from "./useDrawing";

interface Props {
  chart: MonthlyChart;
  run: Run;
  behind: readonly Run[];
  height?: number;
  /** What stands below the picture. */
  children?: ComponentChildren;
}

const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageUp: 12, PageDown: -12 };

/** Below this width a picture is as low as the others. */
const PHONE = 480;
const USUAL_HEIGHT = 220;

export function MonthChart({ chart, run, behind, height = USUAL_HEIGHT, children }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const lines = useMemo(() => shownLines(chart, run), [chart, run]);
  const over = useMemo(() => computed(() => chart.over?.(run) ?? []), [chart, run]).value;
  const ghosts = useMemo(() => behind.map((other) => lineBehind(chart, other)), [chart, behind]);
  const marked = useMemo(() => chart.marked?.(run), [chart, run]);
  const names = useMemo(() => months(run.results), [run]);
  const last = names.length - 1;

  const logarithmic = chart.choice === "log" && isOn(`${chart.id}.log`);
  const shares = chart.choice === "share" && isOn(`${chart.id}.share`);
  const nameOf = (index: number) => monthOfAny([run, ...behind].map(({ results }) => results), index);
  const drawing = (width: number) =>
    draw({ kind: chart.kind, unit: chart.unit, lines, over, marked, behind: ghosts, logarithmic, shares, width, height: width < PHONE ? Math.min(height, USUAL_HEIGHT) : height, dark: isDark.value, month: nameOf });
  const scale = useDrawing(frame, drawing, [lines, over, marked, ghosts, logarithmic, shares, height, isDark.value]);

  const all = useMemo(() => [...lines, ...over, ...ghosts], [lines, over, ghosts]);
  const spoken = useMemo(() => computed(() => chart.says?.(run, shownMonth(last)) ?? sentence(shownMonth(last), names, all, chart)), [run, names, all, chart, last]);
  const month = useMemo(() => computed(() => shownMonth(last)), [last]);
  const heading = useMemo(() => (chart.says ? spoken : computed(() => (all.length === 1 ? spoken.value : names[shownMonth(last)]))), [chart, spoken, names, all, last]);
  const hairline = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    const at = cursor.value;
    const line = hairline.current;
    if (line === null) return;
    line.hidden = at === undefined;
    if (at !== undefined) line.style.transform = `translateX(${scale.value(Math.min(at, last))}px)`;
  });

  const monthAt = (event: MouseEvent) => {
    const left = frame.current?.getBoundingClientRect().left ?? 0;
    return clamp(Math.round(scale.value.invert(event.clientX - left)), last);
  };
  const point = (event: PointerEvent) => (pointed.value = monthAt(event));
  const choose = (event: MouseEvent) => {
    const month = monthAt(event);
    chosen.value = month === chosen.value ? undefined : month;
  };
  const step = (event: KeyboardEvent) => {
    if (event.key === "Escape") chosen.value = pointed.value = undefined;
    const wanted = event.key === "Home" ? 0 : event.key === "End" ? last : move(event.key, last);
    if (wanted === undefined) return;
    event.preventDefault();
    pointed.value = undefined;
    chosen.value = clamp(wanted, last);
  };

  const table = useMemo(() => tableOf(names, all, chart), [names, all, chart]);
  return (
    <ChartFrame {...chart} caption={[chart.caption, ...over.flatMap(({ note }) => note ?? [])].join(" ")} table={table} picture={frame}>
      <p class={chart.says ? "readout told" : "readout"} aria-hidden="true">
        {heading}
      </p>
      <div
        class="month-picture"
        role="slider"
        tabIndex={0}
        aria-label={`${chart.title}: choose a month`}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={month}
        aria-valuetext={spoken}
        onKeyDown={step}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => (pointed.value = undefined)}
        onClick={choose}
      >
        <div ref={frame} class="picture" />
        <div ref={hairline} class="hairline" hidden />
      </div>
      {all.length > 1 && <Legend chart={chart} lines={lines} over={over} behind={ghosts} last={last} />}
      {children}
    </ChartFrame>
  );
}

function move(key: string, last: number): number | undefined {
  const step = STEPS[key];
  return step === undefined ? undefined : (cursor.value ?? last) + step;
}

function clamp(month: number, last: number): number {
  return Math.min(Math.max(month, 0), last);
}

/** The values of a month: Mar 2024: price $0.9041, before $1.02. */
function sentence(month: number, names: readonly string[], lines: readonly Line[], { unit }: MonthlyChart): string {
  const values = lines.filter((line) => line.values[month] != null).map((line) => `${line.label} ${withUnit(line.values[month], unit)}${range(line, month, unit)}`);
  return `${names[month] ?? ""}: ${values.join(", ")}`;
}

function range({ bands, median }: Line, month: number, unit: MonthlyChart["unit"]): string {
  const band = bands[0];
  return band ? ` (half of the trials above ${withUnit(median?.[month], unit)}, ${band.label} ${withUnit(band.low[month], unit)} to ${withUnit(band.high[month], unit)})` : "";
}

function tableOf(names: readonly string[], lines: readonly Line[], { unit }: MonthlyChart): Table {
  const columns = lines.flatMap((line) => [
    { label: line.label, values: line.values },
    ...(line.median ? [{ label: `${line.label}, median of trials`, values: line.median }] : []),
    ...line.bands.flatMap((band) => [
      { label: `${line.label}, ${band.label} above`, values: band.low },
      { label: `${line.label}, ${band.label} below`, values: band.high },
    ]),
  ]);
  return {
    head: "Month",
    columns: columns.map(({ label }) => ({ label, unit })),
    rows: names.map((name, month) => ({ name, values: columns.map(({ values }) => values[month] ?? null) })),
  };
}
