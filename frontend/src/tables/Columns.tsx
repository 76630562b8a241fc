/** What each column of a pasted table was taken for; one can say what else it is. */
import type { Schemas } from "../api/client";
import { type Role, sayOfTable } from "../state/table";
import { ScrollTable } from "../ScrollTable";

const ROLES: Readonly<Record<Role, string>> = {
  bucket: "name of the bucket",
  allocation_pct: "share of the supply, %",
  amount: "tokens",
  tge_unlock_pct: "unlocked at launch, % of the bucket",
  tge_supply_pct: "unlocked at launch, % of the supply",
  tge_amount: "unlocked at launch, tokens",
  cliff_months: "cliff",
  vesting_months: "vesting",
  schedule: "schedule in words",
  num_holders: "holders",
  ignored: "left out",
};

export function Columns({ columns }: { columns: readonly Schemas["TableColumn"][] }) {
  return (
    <ScrollTable label="What each column was taken for" heads={["Column", "For example", "Taken for"]}>
      {columns.map(({ index, heading, role, read_as: words, sample }) => (
        <tr key={index}>
          <th scope="row">{heading || `column ${index + 1}`}</th>
          <td>{sample.slice(0, 2).join(", ")}</td>
          <td>
            <select
              value={role}
              title={words}
              aria-label={`Column ${heading || index + 1} is`}
              onChange={({ currentTarget }) => sayOfTable({ columns: { [index]: currentTarget.value as Role } })}
            >
              {Object.entries(ROLES).map(([name, label]) => (
                <option key={name} value={name}>
                  {label}
                </option>
              ))}
            </select>
          </td>
        </tr>
      ))}
    </ScrollTable>
  );
}
