/** Why believe it: every fact that the model is held against, passed or failed, in the service's words. */
import type { Schemas } from "../api/client";
import { validation } from "../state/library";
import { bandOf, countsOf, figure, groupsOf, verdictOf } from "./facts";
import { ScrollTable } from "../ScrollTable";

type Fact = Schemas["FactEntry"];

export function Trust() {
  const table = validation.value;
  if (table === undefined) return null;
  const { facts, engine_version: version, data } = table;
  return (
    <section id="trust" class="trust" aria-labelledby="trust-title">
      <h2 id="trust-title">Why believe it</h2>
      <p>
        Published and measured facts about real tokens, and what theory demands, each with the band in which the model has to be. What
        fails stays in the table.
      </p>
      {facts.length === 0 ? <p class="quiet">This version comes without its table: nothing has been measured yet.</p> : <Facts facts={facts} />}
      <p class="quiet">
        Cliffcast {version}
        {data !== "" && `; ${data}`}
      </p>
    </section>
  );
}

function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <>
      <p class="counts-of-facts">{countsOf(facts)}</p>
      {groupsOf(facts).map(({ group, members }) => (
        <details key={group} open={members.some((fact) => verdictOf(fact) !== "passed")}>
          <summary>
            <h3>{group}</h3> <span class="quiet">{countsOf(members)}</span>
          </summary>
          <ScrollTable label={`Facts: ${group}`} heads={["Fact", "Verdict", "Model", "Band"]}>
            {members.map((fact) => (
              <Row key={fact.id} fact={fact} />
            ))}
          </ScrollTable>
        </details>
      ))}
    </>
  );
}

function Row({ fact }: { fact: Fact }) {
  const verdict = verdictOf(fact);
  return (
    <tr>
      <th scope="row">
        {fact.fact}
        <span class="note">Source: {fact.source}</span>
        {fact.note !== "" && <span class="note">{fact.note}</span>}
      </th>
      <td class={`verdict ${verdict.replace(" ", "-")}`}>{verdict}</td>
      <td>{figure(fact.value)}</td>
      <td>{bandOf(fact)}</td>
    </tr>
  );
}
