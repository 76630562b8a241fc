/** What of two designs is compared, world by world. */
import { type Unit, withUnit } from "../charts/format";

export const COMPARED = {
  final_price: { words: "price at the end", better: "the higher price at the end", unit: "$" },
  max_drawdown_pct: { words: "worst drawdown", better: "the smaller worst drawdown", unit: "%" },
  total_sold: { words: "tokens sold by holders", better: "fewer tokens sold by holders", unit: "tokens" },
} as const;

export type Compared = keyof typeof COMPARED;

/** A difference with its sign; of per cents, in points, of which a hundredth is worth a word. */
export function differenceWords(value: number, unit: Unit, digits: number): string {
  if (unit === "%") return `${sign(Number(value.toFixed(2)))}${withUnit(Math.abs(Number(value.toFixed(2))), "", digits)} points`;
  const size = withUnit(Math.abs(value), unit, digits);
  return `${sign(value)}${size}`;
}

function sign(value: number): string {
  return value > 0 ? "+" : value < 0 ? "−" : "";
}
