/** Numbers as a designer reads them, always with their unit. */

export type Unit = "$" | "tokens" | "%" | "share" | "per month" | "points" | "months" | "times" | "trials" | "holders" | "";

const UNITS: Readonly<Record<string, Unit>> = {
  "fiat per token": "$",
  fiat: "$",
  "%": "%",
  tokens: "tokens",
  months: "months",
  fraction: "share",
  "fraction a year": "share",
  "per month": "per month",
  "": "times",
};

/** How the page shows a unit of the service. */
export function unitOf(unit: string): Unit {
  return UNITS[unit] ?? "";
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 4 });
const plain = new Intl.NumberFormat("en", { maximumSignificantDigits: 4 });
const tenths = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

function magnitude(value: number): string {
  if (Math.abs(value) >= 100_000) return compact.format(value);
  return Math.abs(value) >= 1000 ? whole.format(value) : plain.format(value);
}

/** A value with its unit: $0.9041, 1.112B tokens, 37.2 %. A share of one is shown in per cent, log points in hundredths. */
export function withUnit(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  switch (unit) {
    case "$":
      return `${value < 0 ? "−" : ""}$${magnitude(Math.abs(value))}`;
    case "share":
      return `${plain.format(100 * value)} %`;
    case "points":
      return `${tenths.format(100 * value).replace(/^-0$/, "0").replace("-", "−")} points`;
    case "":
      return magnitude(value);
    default:
      return `${magnitude(value)} ${unit}`;
  }
}

/** A tick of an axis: short, its unit stands in the title. */
export function tick(value: number, unit: Unit): string {
  if (unit === "share" || unit === "points") return `${plain.format(100 * value)}`;
  return Math.abs(value) >= 1000 ? compact.format(value) : plain.format(value);
}

const month = new Intl.DateTimeFormat("en", { month: "short", year: "numeric", timeZone: "UTC" });

export function monthName(date: Date): string {
  return month.format(date);
}
