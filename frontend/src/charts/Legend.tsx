/** Which line is which, and its value in the month all charts point at. */
import type { ComponentChildren } from "preact";
import { isDark, shownMonth } from "../state/view";
import { rangeWords, withUnit } from "./format";
import type { MonthlyChart } from "./monthly";
import { colour, dash } from "./palette";
import type { Line, Overlay } from "./series";

/** Digits that say something of where trials are. */
const BAND_DIGITS = 3;

interface Props {
  chart: MonthlyChart;
  lines: readonly Line[];
  over: readonly Overlay[];
  behind: readonly Line[];
  last: number;
}

export function Legend({ chart, lines, over, behind, last }: Props) {
  const month = shownMonth(last);
  const asLines = chart.kind === "lines";
  return (
    <ul class="legend" aria-hidden="true">
      {lines.map((line, index) => {
        const paint = colour(line.ink ?? index, isDark.value);
        return [
          <Entry key={line.label} label={line.bands.length > 0 ? `${line.label} without luck` : line.label} value={withUnit(line.values[month], chart.unit)}>
            {asLines ? <Stroke paint={paint} dashes={index > 0 ? dash(index) : ""} /> : <Patch paint={paint} opacity={1} />}
          </Entry>,
          ...(line.median
            ? [
                <Entry key={`${line.label} median`} label="median of trials" value={withUnit(line.median[month], chart.unit)}>
                  <Stroke paint={paint} dashes="3 2" />
                </Entry>,
              ]
            : []),
          ...line.bands.map(({ label, low, high }, depth) => (
            <Entry key={`${line.label} ${label}`} label={label} value={rangeWords(low[month], high[month], chart.unit, BAND_DIGITS)}>
              <Patch paint={paint} opacity={0.25 + 0.2 * depth} />
            </Entry>
          )),
        ];
      })}
      {over.map((line) => (
        <Entry key={line.label} label={line.label} value={withUnit(line.values[month], chart.unit)}>
          <Stroke paint="currentColor" dashes={line.style === "dotted" ? "0.1 5" : ""} faint={line.style === "faint"} />
        </Entry>
      ))}
      {behind.map((line, index) => (
        <Entry key={line.label} label={line.label} value={withUnit(line.values[month], chart.unit)}>
          <Stroke paint={index === 0 ? "currentColor" : colour(index, isDark.value)} dashes={dash(index + 1)} />
        </Entry>
      ))}
    </ul>
  );
}

function Entry({ label, value, children }: { label: string; value: string; children: ComponentChildren }) {
  return (
    <li>
      {children}
      <span title={label}>{label}</span>
      <b>{value}</b>
    </li>
  );
}

function Stroke({ paint, dashes, faint = false }: { paint: string; dashes: string; faint?: boolean }) {
  return (
    <svg class="swatch" width="22" height="10">
      <line x1="0" x2="22" y1="5" y2="5" stroke={paint} stroke-width="2" stroke-opacity={faint ? 0.4 : 1} stroke-linecap={dashes.startsWith("0") ? "round" : "butt"} stroke-dasharray={dashes} />
    </svg>
  );
}

function Patch({ paint, opacity }: { paint: string; opacity: number }) {
  return (
    <svg class="swatch" width="22" height="10">
      <rect width="12" height="10" x="5" fill={paint} fill-opacity={opacity} />
    </svg>
  );
}
