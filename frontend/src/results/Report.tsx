/** On paper only: what was simulated, so that a figure can be checked and the run repeated. */
import { withUnit } from "../charts/format";
import { fieldSchema } from "../form/schema";
import type { Path } from "../api/client";
import type { Run } from "../state/runs";

const COLUMNS = ["bucket", "allocation", "tge_unlock_pct", "cliff_months", "vesting_months", "num_holders"] as const;

export function Report({ run }: { run: Run }) {
  const { config, manifest, num_holders: holders, num_agents: rows } = run.results;
  const { token, buckets, abm } = config as { token: object; buckets: Record<string, unknown>[]; abm: object };
  return (
    <div class="report">
      <section>
        <h3>Inputs</h3>
        <table>
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th scope="col" key={column}>
                  {heading(["buckets", 0, column])}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {buckets.map((bucket, index) => (
              <tr key={index}>
                {COLUMNS.map((column) => (
                  <td key={column}>{shown(bucket[column])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <Schedules buckets={buckets} />
      </section>
      <section>
        <dl class="inputs">
          {[...leaves(token, ["token"]), ...leaves(abm, ["abm"])].map(({ path, value }) => (
            <div key={path.join(".")}>
              <dt>{heading(path)}</dt>
              <dd>{shown(value)}</dd>
            </div>
          ))}
        </dl>
      </section>
      <p>
        {withUnit(holders, "holders")} in {withUnit(rows, "")} rows · seed {manifest.seed} · configuration {manifest.config_hash} · Cliffcast{" "}
        {manifest.engine_version} · {manifest.created_at}
      </p>
    </div>
  );
}

function Schedules({ buckets }: { buckets: readonly Record<string, unknown>[] }) {
  return (
    <>
      {buckets
        .filter(({ segments }) => Array.isArray(segments))
        .map(({ bucket, segments }) => (
          <p key={String(bucket)}>
            {String(bucket)}: {(segments as object[]).map((segment) => Object.values(leaves(segment, [])).map(named).join(" ")).join("; ")}
          </p>
        ))}
    </>
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
  return Object.entries(node).flatMap(([name, value]) => leaves(value, [...path, name]));
}

function named({ path, value }: Leaf): string {
  return `${String(path.at(-1)).replaceAll("_", " ")} ${shown(value)}`;
}

/** A field's title and unit; its name where the service has no title for it. */
function heading(path: Path): string {
  const { title, unit } = fieldSchema(path);
  return `${title ?? path.slice(1).join(" ")}${unit ? ` (${unit})` : ""}`;
}

function shown(value: unknown): string {
  if (typeof value === "number") return value.toLocaleString("en", { maximumSignificantDigits: 12 });
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === null || value === undefined ? "–" : Array.isArray(value) ? value.map(shown).join(", ") : String(value);
}
