/** A path of the price beside another one, small. */
const WIDTH = 88;
const HEIGHT = 28;

interface Props {
  values: readonly number[];
  /** The path it is held against. */
  beside: readonly number[];
}

/** A picture of what the figures beside it say. */
export function Trend({ values, beside }: Props) {
  const top = Math.max(...values, ...beside) || 1;
  const path = (prices: readonly number[]) => prices.map((price, month) => `${month === 0 ? "M" : "L"}${across(month, prices.length)} ${(HEIGHT - 1 - ((HEIGHT - 2) * price) / top).toFixed(1)}`).join("");
  return (
    <svg class="trend" width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path class="beside" d={path(beside)} />
      <path d={path(values)} />
    </svg>
  );
}

function across(month: number, months: number): string {
  return ((WIDTH * month) / Math.max(months - 1, 1)).toFixed(1);
}
