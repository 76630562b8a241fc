/** What is fact and what is assumed: the library's sources and grade, and that no run is a forecast. */
import { origin } from "../state/draft";
import type { Run } from "../state/runs";

export const NO_FORECAST = "A simulation, not a forecast: it shows where a design breaks, not what the price will be.";

export function Sources({ run }: { run: Run }) {
  return (
    <section class="sources" aria-label="Sources and assumptions">
      <p>
        <strong>{NO_FORECAST}</strong> {origin.value ? <Provenance /> : `Demand, market and how the holders of ${run.label} behave are assumptions, not facts.`}
      </p>
    </section>
  );
}

/** What the library says of the entry that the design began as. */
function Provenance() {
  const entry = origin.value;
  if (entry === undefined) return null;
  return (
    <>
      {entry.grade !== null && `Facts of ${entry.name}: documented ${entry.grade === "good" ? "well" : "fairly"}. `}
      {entry.notes} {entry.sources.length > 0 && `Sources: ${entry.sources.join("; ")}.`}
    </>
  );
}
