/** Which line is which: the same colour and the same dashes as in the picture. */
import { isDark } from "../state/view";
import type { MonthlyChart } from "./monthly";
import { colour, dash } from "./palette";
import type { Line } from "./series";

interface Props {
  chart: MonthlyChart;
  lines: readonly Line[];
  behind: readonly Line[];
}

export function Legend({ chart, lines, behind }: Props) {
  const asLines = chart.kind === "lines";
  return (
    <ul class="legend">
      {lines.map((line, index) => (
        <li key={line.label}>
          <Swatch colour={colour(index, isDark.value)} dash={asLines && index > 0 ? dash(index) : ""} filled={!asLines} />
          {line.label}
          {line.bands.length > 0 && <span class="unit"> median; bands: {line.bands.map((band) => band.label).join(", ")}</span>}
        </li>
      ))}
      {behind.map((line, index) => (
        <li key={line.label}>
          <Swatch colour={index === 0 ? "currentColor" : colour(index, isDark.value)} dash={dash(index + 1)} filled={false} />
          {line.label}
        </li>
      ))}
    </ul>
  );
}

function Swatch({ colour: paint, dash: dashes, filled }: { colour: string; dash: string; filled: boolean }) {
  return (
    <svg class="swatch" width="22" height="10" aria-hidden="true">
      {filled ? <rect width="12" height="10" x="5" fill={paint} /> : <line x1="0" x2="22" y1="5" y2="5" stroke={paint} stroke-width="2" stroke-dasharray={dashes} />}
    </svg>
  );
}
