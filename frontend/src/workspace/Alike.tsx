/** The real tokens most like the design on the desk, and in what they differ from it. */
import { withUnit } from "../charts/format";
import type { Schemas } from "../api/client";
import { Entry, remarkable } from "./Entry";

type Likeness = Schemas["SimilarScenario"];

export function Alike({ list, onOpen }: { list: Schemas["SimilarList"]; onOpen: (id: string) => void }) {
  return (
    <section aria-label="Like mine">
      <h3>Like the design on the desk</h3>
      <p class="quiet">It has {remarkable(list.design)}.</p>
      <ul>
        {list.similar.map((likeness) => (
          <Entry key={likeness.scenario.id} head={likeness.scenario} why={difference(likeness)} onOpen={() => onOpen(likeness.scenario.id)} />
        ))}
      </ul>
    </section>
  );
}

function difference({ distance_pct: all, owners_pct: owners }: Likeness): string {
  if (all === 0) return "the same table";
  return `${withUnit(all, "%", 2)} of the supply differs on average over four years: ${withUnit(owners, "%", 2)} by whose it is, ${withUnit(all - owners, "%", 2)} by when it unlocks`;
}
