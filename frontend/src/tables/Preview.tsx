/** The buckets that a pasted table would make, their sum, and whom each is taken to behave like. */
import { withUnit } from "../charts/format";
import { catalogue } from "../state/library";
import { chooseProfile, profileOf, readBuckets, reading } from "../state/table";
import { ScrollTable } from "../ScrollTable";

type Bucket = Readonly<Record<string, unknown>>;

export function Preview() {
  const { allocation_pct: share = null, amount = null } = reading.value?.sums ?? {};
  const sums = [share === null ? "" : withUnit(share, "%"), amount === null ? "" : withUnit(amount, "tokens")];
  const foot = (
    <tr>
      <th scope="row">In all</th>
      <td colSpan={5}>{sums.filter(Boolean).join(", ")}</td>
    </tr>
  );
  return (
    <ScrollTable label="The buckets as they would be" heads={["Bucket", "Share", "At launch", "Cliff", "Vesting", "Behaves like"]} foot={foot}>
      {readBuckets.value.map((bucket) => (
        <Row key={String(bucket["bucket"])} bucket={bucket} />
      ))}
    </ScrollTable>
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
