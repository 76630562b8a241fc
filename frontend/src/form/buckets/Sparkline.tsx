/** How much of a bucket is unlocked month by month, small: the service's own numbers. */
import { withUnit } from "../../charts/format";
import { report } from "../../state/live";

const WIDTH = 64;
const HEIGHT = 20;

export function Sparkline({ index, name }: { index: number; name: string }) {
  const unlocked = report.value?.preview?.unlocks[index]?.cumulative_pct;
  if (unlocked === undefined || unlocked.length === 0) return <span class="sparkline" />;
  const last = unlocked.at(-1) ?? 0;
  const words = `${name}: ${withUnit(last, "%")} of the supply is unlocked by the end`;
  return (
    <svg class="sparkline" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words}>
      <title>{words}</title>
      <path d={steps(unlocked)} />
    </svg>
  );
}

/** An area in steps, one a month, that fills the picture's height at its highest. */
function steps(values: readonly number[]): string {
  const top = Math.max(...values) || 1;
  const x = (month: number) => ((WIDTH * month) / values.length).toFixed(1);
  const y = (value: number) => (HEIGHT - 1 - ((HEIGHT - 2) * value) / top).toFixed(1);
  const stairs = values.map((value, month) => `V${y(value)}H${x(month + 1)}`).join("");
  return `M0 ${HEIGHT - 1}${stairs}V${HEIGHT - 1}Z`;
}
