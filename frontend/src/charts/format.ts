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

/** Digits that are worth reading in a table; figures and ranges show fewer. */
const DIGITS = 4;

/** Half a dollar is $0.50. */
const CENTS = 2;

/** From here on names of powers say less than the power itself. */
const NAMELESS = 1e15;

const formats = new Map<string, Intl.NumberFormat>();

/** A number in so many significant digits; making a format takes longer than using it. */
function written(value: number, digits: number, notation: "standard" | "compact" = "standard", least = 1): string {
  const key = `${notation} ${digits} ${least}`;
  const format = formats.get(key) ?? new Intl.NumberFormat("en", { notation, minimumSignificantDigits: least, maximumSignificantDigits: digits });
  formats.set(key, format);
  return format.format(value);
}

/** A size in short: 0.9041, 1,112, 1.112B, 3.94 × 10³⁶. */
function magnitude(value: number, digits: number): string {
  const size = Math.abs(value);
  if (size >= NAMELESS || (size > 0 && size < 1e-9)) return power(value, digits);
  return written(value, digits, size >= 100_000 ? "compact" : "standard");
}

function power(value: number, digits: number): string {
  const [front, exponent] = value.toExponential(Math.min(digits, 3) - 1).split("e");
  return `${Number(front)} × 10${raised(Number(exponent))}`;
}

function raised(exponent: number): string {
  return String(exponent).replace("-", "⁻").replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? digit);
}

/**
 * A value with its unit: $0.9041, 1.112B tokens, 37.2 %, with as many significant digits as say something. A share of one
 * is shown in per cent, log points in hundredths.
 */
export function withUnit(value: number | null | undefined, unit: Unit, digits = DIGITS): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const sign = value < 0 ? "−" : "";
  const size = Math.abs(value);
  switch (unit) {
    case "$":
      return `${sign}$${size >= 0.01 && size < 1 ? written(size, digits, "standard", CENTS) : withCents(magnitude(size, digits))}`;
    case "share":
      return `${sign}${magnitude(100 * size, digits)} %`;
    case "points":
      return points(value);
    case "":
      return `${sign}${magnitude(size, digits)}`;
    default:
      return `${sign}${magnitude(size, digits)} ${unit}`;
  }
}

/** From one value to another, their unit said once: 6.83 to 17.3 months. */
export function rangeWords(low: number | null | undefined, high: number | null | undefined, unit: Unit, digits = DIGITS): string {
  const [first, last] = [low, high].map((value) => withUnit(value, unit, digits));
  return `${String(first).replace(/ \D+$/, "")} to ${last}`;
}

/** Ten cents are written .10: $1.60. */
function withCents(written: string): string {
  return /\.\d$/.test(written) ? `${written}0` : written;
}

function points(value: number): string {
  const tenths = String(Math.round(1000 * Math.abs(value)) / 10);
  return `${value < 0 && tenths !== "0" ? "−" : ""}${tenths} points`;
}

/** A tick of an axis: short, its unit stands in the title. */
export function tick(value: number, unit: Unit): string {
  const shown = unit === "share" || unit === "points" ? 100 * value : value;
  return Math.abs(shown) >= 1000 && Math.abs(shown) < NAMELESS ? written(shown, DIGITS, "compact") : magnitude(shown, DIGITS);
}

const month = new Intl.DateTimeFormat("en", { month: "short", year: "numeric", timeZone: "UTC" });

export function monthName(date: Date): string {
  return month.format(date);
}
