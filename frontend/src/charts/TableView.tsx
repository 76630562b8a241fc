/** The numbers behind a chart, to read and to copy. */
import { type Unit, withUnit } from "./format";

export interface Table {
  /** The first column's heading: Month, Price, Holders … */
  head: string;
  columns: readonly { label: string; unit: Unit }[];
  rows: readonly { name: string; values: readonly (number | null)[] }[];
}

export function TableView({ table, label }: { table: Table; label: string }) {
  return (
    <div class="table-view" tabIndex={0} role="region" aria-label={`${label}, as a table`}>
      <table>
        <thead>
          <tr>
            <th scope="col">{table.head}</th>
            {table.columns.map((column) => (
              <th scope="col" key={column.label}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              {row.values.map((value, index) => (
                <td key={index}>{withUnit(value, table.columns[index]?.unit ?? "")}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
