/** Where a parameter is by now, against where it is with real launches, small: what the figures beside it say. */
import type { Schemas } from "../api/client";

const WIDTH = 110;
const HEIGHT = 16;

export function Interval({ parameter: { estimate, low, high, prior } }: { parameter: Schemas["FittedParameter"] }) {
  const [least, most] = [Math.min(low, prior.low), Math.max(high, prior.high)];
  const across = (value: number) => 4 + ((WIDTH - 8) * (value - least)) / (most - least || 1);
  return (
    <svg class="interval" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <rect class="prior" x={across(prior.low)} width={across(prior.high) - across(prior.low)} y={2} height={HEIGHT - 4} rx={3} />
      <line x1={across(low)} x2={across(high)} y1={HEIGHT / 2} y2={HEIGHT / 2} />
      <circle cx={across(estimate)} cy={HEIGHT / 2} r={3.5} />
    </svg>
  );
}
