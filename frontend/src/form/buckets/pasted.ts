/** An allocation table as a spreadsheet copies it: rows by lines, cells by tabs, with or without a heading. */
import { readNumber } from "../numbers";
import type { Row } from "./edits";

/** Columns in the order of a table without a heading, and the words by which a heading names them. */
const COLUMNS = [
  ["bucket", /bucket|name|categor|alloc\w* to|group|holder type|recipient/i],
  ["allocation", /alloc|share|supply|percent|^\s*%/i],
  ["tge_unlock_pct", /tge|launch|initial|unlocked|upfront/i],
  ["cliff_months", /cliff|lock/i],
  ["vesting_months", /vest|linear|duration|months/i],
  ["num_holders", /holders|wallets|addresses|accounts/i],
] as const;

type Column = (typeof COLUMNS)[number][0];

const SUM = /^(grand )?(total|sum)\b/i;

/** Whether a text is a table: more than one cell. */
export function isTable(text: string): boolean {
  return /[\t\n]/.test(text.trim());
}

/** The buckets of a copied table; the first column without a heading is `from`, and a line of totals is left out. */
export function bucketsOf(text: string, from: Column = "bucket"): readonly Row[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const cells = lines.map((line) => line.split("\t").map((cell) => cell.trim()));
  const heading = headingOf(cells[0] ?? []);
  const columns = heading ?? COLUMNS.map(([name]) => name).slice(COLUMNS.findIndex(([name]) => name === from));
  return (heading ? cells.slice(1) : cells).map((line) => rowOf(line, columns)).filter(({ bucket }) => !SUM.test(String(bucket ?? "")));
}

/** Which column each cell of a first line names; none if it is a bucket already, for those have numbers. */
function headingOf(cells: readonly string[]): readonly (Column | undefined)[] | undefined {
  if (cells.length < 2 || cells.some((cell) => typeof readCell(cell) === "number")) return undefined;
  const left = new Map<Column, RegExp>(COLUMNS);
  const named = cells.map((cell) => {
    const column = [...left].find(([, words]) => words.test(cell))?.[0];
    if (column !== undefined) left.delete(column);
    return column;
  });
  return named.some((column) => column !== undefined) ? named : undefined;
}

function rowOf(cells: readonly string[], columns: readonly (Column | undefined)[]): Row {
  const given = columns.map((column, index) => [column, cells[index] ?? ""] as const);
  const filled = given.filter(([column, cell]) => column !== undefined && cell !== "");
  return Object.fromEntries(filled.map(([column, cell]) => [column, column === "bucket" ? cell : readCell(cell)]));
}

/** A number, its unit left out: 12.5 %, 36 months, 1,000. */
function readCell(cell: string): number | string | undefined {
  return readNumber(cell.replace(/\s*(months?|mos?\.?|m|tokens|holders)$/i, ""));
}
