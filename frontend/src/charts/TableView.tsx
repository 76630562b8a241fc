/** The numbers behind a chart, to read and to copy. */
import { type Unit, withUnit } from "./format";
import { ScrollTable } from "../ScrollTable";

export interface Table {
  /** The first column's heading: Month, Price, Holders … */
  head: string;
  columns: readonly { label: string; unit: Unit }[];
  rows: readonly { name: string; values: readonly (number | null)[] }[];
}

export function TableView({ table, label }: { table: Table; label: string }) {
  return (
    <ScrollTable label={`${label}, as a table`} heads={[table.head, ...table.columns.map((column) => column.label)]}>
      {table.rows.map((row) => (
        <tr key={row.name}>
          <th scope="row">{row.name}</th>
          {row.values.map((value, index) => (
            <td key={index}>{withUnit(value, table.columns[index]?.unit ?? "")}</td>
          ))}
        </tr>
      ))}
    </ScrollTable>
  );
}
