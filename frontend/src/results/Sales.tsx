/** What each bucket gets for what it sells. */
import { withUnit } from "../charts/format";
import type { Run } from "../state/runs";
import { salesOf } from "../state/sales";
import { ScrollTable } from "../ScrollTable";

export function Sales({ run }: { run: Run }) {
  const sales = salesOf(run).filter(({ tokens }) => tokens > 0);
  if (sales.length === 0) return null;
  return (
    <section class="chart" aria-labelledby="sales-title">
      <h3 id="sales-title">What each bucket gets</h3>
      <p class="quiet">What its holders sold by the end, what they were paid, and what a token brought on average.</p>
      <ScrollTable label="What each bucket gets, as a table" heads={["Bucket", "Behaves like", "Unlocked", "Sold", "Paid", "A token brought"]}>
        {sales.map(({ bucket, profile, unlocked, tokens, fiat, price }) => (
          <tr key={bucket}>
            <th scope="row">{bucket}</th>
            <td class="said-in-words">{profile}</td>
            <td>{withUnit(unlocked, "", 3)}</td>
            <td>{withUnit(tokens, "", 3)}</td>
            <td>{withUnit(fiat, "$", 3)}</td>
            <td>{withUnit(price, "$", 3)}</td>
          </tr>
        ))}
      </ScrollTable>
    </section>
  );
}
