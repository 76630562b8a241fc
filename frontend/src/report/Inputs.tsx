/** On paper: every input in force, so that a figure can be checked and the run repeated. */
import type { Path } from "../api/client";
import { withUnit } from "../charts/format";
import { forModel } from "../form/Demand";
import { isPercent, unitShown, writePercent } from "../form/numbers";
import { type FieldSchema, fieldSchema } from "../form/schema";
import { salesOf } from "../state/sales";
import type { Run } from "../state/runs";

const COLUMNS = ["allocation", "tge_unlock_pct", "cliff_months", "vesting_months", "num_holders", "profile"] as const;

type Bucket = Readonly<Record<string, unknown>>;

/** The allocation table, with what each bucket is paid for what it sells. */
export function Allocation({ run }: { run: Run }) {
  const { buckets } = run.results.config as { buckets: readonly Bucket[] };
  const sales = salesOf(run);
  return (
    <>
      <table>
        <thead>
          <tr>
            <th scope="col">Bucket</th>
            {COLUMNS.map((column) => (
              <th scope="col" key={column}>
                {heading(["buckets", 0, column])}
              </th>
            ))}
            <th scope="col">A token brought</th>
          </tr>
        </thead>
        <tbody>
          {buckets.map((bucket, index) => (
            <tr key={index}>
              <th scope="row">{String(bucket["bucket"])}</th>
              {COLUMNS.map((column) => (
                <td key={column}>{Array.isArray(bucket["segments"]) && column.endsWith("_months") ? "see below" : inTable(bucket[column])}</td>
              ))}
              <td>{withUnit(sales[index]?.price, "$", 3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Schedules buckets={buckets} />
    </>
  );
}

function Schedules({ buckets }: { buckets: readonly Bucket[] }) {
  return (
    <>
      {buckets
        .filter(({ segments }) => Array.isArray(segments))
        .map(({ bucket, segments }) => (
          <p key={String(bucket)}>
            {String(bucket)}: {(segments as Segment[]).map(segmentWords).join("; ")}
          </p>
        ))}
    </>
  );
}

/** Token and economy, field by field; what is switched off is left out. */
export function Inputs({ run }: { run: Run }) {
  const { token, abm } = run.results.config as { token: object; abm: object };
  return (
    <dl class="inputs">
      {[...leaves(token, ["token"]), ...leaves(abm, ["abm"])].map(({ path, value }) => (
        <div key={path.join(".")}>
          <dt>{heading(path)}</dt>
          <dd>{shown(value, fieldSchema(path))}</dd>
        </div>
      ))}
    </dl>
  );
}

interface Leaf {
  path: Path;
  value: unknown;
}

/** Every value of the design in force; what is switched off is null and left out. */
function leaves(node: unknown, path: Path): Leaf[] {
  if (node === null || node === undefined) return [];
  if (typeof node !== "object" || Array.isArray(node)) return [{ path, value: node }];
  const members = Object.entries(node);
  const asked = "model" in node ? forModel(Object.keys(node), node.model) : Object.keys(node);
  return members.filter(([name]) => asked.includes(name)).flatMap(([name, value]) => leaves(value, [...path, name]));
}

/** Part of a schedule, as the configuration in force has it. */
interface Segment {
  kind: string;
  pct?: number | null;
  month?: number;
  months?: readonly number[];
  start_month?: number;
  end_month?: number;
}

/** 25 % in month 12, 75 % in equal instalments from month 12 to 48. */
function segmentWords({ kind, pct, month, months, start_month: start, end_month: end }: Segment): string {
  const share = pct == null ? "the rest" : `${shown(pct)} %`;
  if (kind === "never") return `${share} never`;
  if (month !== undefined) return `${share} in month ${month}`;
  if (months !== undefined) return `${share} in equal steps in the months ${months.join(", ")}`;
  return `${share} in ${kind === "decay" ? "shrinking" : "equal"} instalments from month ${start} to ${end}`;
}

/** A field's title and unit; its name where the service has no title for it. */
function heading(path: Path): string {
  const { title, unit } = fieldSchema(path);
  const name = title ?? path.slice(1).join(" ");
  return unit && unit !== name.toLowerCase() ? `${name} (${unitShown(unit)})` : name;
}

/** In the table as many digits as one reads; the exported design has them all. */
function inTable(value: unknown): string {
  return shown(typeof value === "number" ? Number(value.toPrecision(6)) : value);
}

function shown(value: unknown, { unit = "", options }: Pick<FieldSchema, "unit" | "options"> = {}): string {
  if (typeof value === "number") return isPercent(unit) ? writePercent(value) : value.toLocaleString("en", { maximumSignificantDigits: 12 });
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === null || value === undefined ? "–" : Array.isArray(value) ? value.map((each) => shown(each)).join(", ") : (options?.[String(value)] ?? String(value));
}
