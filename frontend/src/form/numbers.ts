/** Numbers as people type them and as spreadsheets copy them. */

/** Whether the form shows a number of this unit in per cent: the service takes fractions. */
export function isPercent(unit = ""): boolean {
  return unit.startsWith("fraction");
}

/** A unit as the form names it: a fraction a month is % a month. */
export function unitShown(unit: string): string {
  return unit.replace(/^fraction/, "%");
}

/** A value as it is typed here: fractions in per cent. */
export function typedValue(value: unknown, unit = ""): string {
  return typeof value === "number" && isPercent(unit) ? writePercent(value) : writeValue(value);
}

/** A fraction as it is typed: 0.07 is 7. */
export function writePercent(fraction: number): string {
  return String(Number((100 * fraction).toPrecision(15)));
}

/**
 * What a text stands for: a number; nothing, so that the default holds; or itself, for the service to object to. What is
 * typed for a fraction is per cent.
 */
export function readNumber(text: string, unit = ""): number | string | undefined {
  const typed = text.trim();
  if (typed === "") return undefined;
  const bare = plain(typed.replace(/\s*%$/, "").replace("−", "-"));
  const value = isPercent(unit) ? Number((Number(bare) / 100).toPrecision(15)) : Number(bare);
  return DECIMAL.test(bare) && Number.isFinite(value) ? value : text;
}

/** A list of numbers, parted by lines, tabs or semicolons if there are any, by commas or spaces otherwise. */
export function readNumbers(text: string): readonly (number | string)[] | undefined {
  const parts = /[\n\t;]/.test(text) ? text.split(/[\n\t;]+/) : text.split(/[\s,]+/);
  const values = parts.map((part) => readNumber(part)).filter((value) => value !== undefined);
  return values.length === 0 ? undefined : values;
}

export function writeValue(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(writeValue).join(", ");
  if (typeof value === "number") return String(Number(value.toPrecision(15))); // 0.1 + 0.2 is typed 0.3
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A number without its thousands separators, with a point before its decimals. */
function plain(text: string): string {
  const joined = text.replace(/(?<=\d)[\s_'’](?=\d{3})/g, "");
  const thousands = /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(joined) || /,.*,/.test(joined);
  if (thousands) return joined.replaceAll(",", "");
  if (/^[+-]?[1-9]\d{0,2}(\.\d{3})+,\d*$/.test(joined) || /\..*\./.test(joined)) {
    return joined.replaceAll(".", "").replace(",", ".");
  }
  return joined.replace(",", ".");
}
