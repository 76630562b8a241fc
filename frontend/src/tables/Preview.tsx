/** The buckets that a pasted table would make, their sum, and whom each is taken to behave like. */
import { withUnit } from "../charts/format";
import { catalogue } from "../state/library";
import { chooseProfile, profileOf, readBuckets, reading } from "../state/table";

type Bucket = Readonly<Record<string, unknown>>;

export function Preview() {
  const { allocation_pct: share = null, amount = null } = reading.value?.sums ?? {};
  return (
    <div class="table-view" tabIndex={0} role="region" aria-label="The buckets as they would be">
      <table>
        <thead>
          <tr>
            {["Bucket", "Share", "At launch", "Cliff", "Vesting", "Behaves like"].map((head) => (
              <th scope="col" key={head}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {readBuckets.value.map((bucket) => (
            <Row key={String(bucket["bucket"])} bucket={bucket} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">In all</th>
            <td colSpan={5}>{[share === null ? "" : withUnit(share, "%"), amount === null ? "" : withUnit(amount, "tokens")].filter(Boolean).join(", ")}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

function Row({ bucket }: { bucket: Bucket }) {
  const name = String(bucket["bucket"]);
  const { profile, reason } = profileOf(name);
  const number = (field: string) => (typeof bucket[field] === "number" ? bucket[field] : null);
  const never = Array.isArray(bucket["segments"]);
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{bucket["amount"] === undefined ? withUnit(number("allocation"), "%") : withUnit(number("amount"), "tokens")}</td>
      <td>{withUnit(number("tge_unlock_pct"), "%")}</td>
      <td>{never ? "in segments" : withUnit(number("cliff_months"), "")}</td>
      <td>{never ? "" : withUnit(number("vesting_months"), "")}</td>
      <td>
        <select value={profile} title={reason} aria-label={`${name} behaves like`} onChange={({ currentTarget }) => chooseProfile(name, currentTarget.value)}>
          {Object.keys(catalogue.value?.profiles ?? {}).map((each) => (
            <option key={each} value={each}>
              {each}
              {each === profile && reason === "assumed" ? " (assumed)" : ""}
            </option>
          ))}
        </select>
      </td>
    </tr>
  );
}
