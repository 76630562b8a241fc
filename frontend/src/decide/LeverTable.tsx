/** Which numbers of the design may be moved, and between which values. */
import { type Signal } from "@preact/signals";
import { readNumber, typedValue, unitShown } from "../form/numbers";
import type { Candidate } from "./levers";

/** The chosen ones by pointer, with the range as it was edited. */
export type Chosen = ReadonlyMap<string, Candidate>;

interface Props {
  candidates: readonly Candidate[];
  chosen: Signal<Chosen>;
  most: number;
}

export function LeverTable({ candidates, chosen, most }: Props) {
  const change = (lever: Candidate, on: boolean) => {
    const next = new Map(chosen.value);
    if (on) next.set(lever.pointer, lever);
    else next.delete(lever.pointer);
    chosen.value = next;
  };
  return (
    <div class="table-view levers" tabIndex={0} role="region" aria-label="What may be moved">
      <table>
        <thead>
          <tr>
            <th scope="col">May be moved (at most {most})</th>
            <th scope="col">from</th>
            <th scope="col">to</th>
            <th scope="col">
              <span class="unseen">unit</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {candidates.map((candidate) => {
            const lever = chosen.value.get(candidate.pointer);
            return (
              <tr key={candidate.pointer}>
                <th scope="row">
                  <label>
                    <input
                      type="checkbox"
                      checked={lever !== undefined}
                      disabled={lever === undefined && chosen.value.size >= most}
                      onChange={({ currentTarget }) => change(candidate, currentTarget.checked)}
                    />{" "}
                    {candidate.name}
                  </label>
                </th>
                {(["low", "high"] as const).map((end) => (
                  <td key={end}>
                    <input
                      class="number"
                      inputMode="decimal"
                      aria-label={`${candidate.name}, ${end === "low" ? "from" : "to"}`}
                      value={typedValue((lever ?? candidate)[end], candidate.unit)}
                      disabled={lever === undefined}
                      onChange={({ currentTarget: field }) => {
                        const value = readNumber(field.value, candidate.unit);
                        if (lever && typeof value === "number") change({ ...lever, [end]: value }, true);
                        else field.value = typedValue((lever ?? candidate)[end], candidate.unit);
                      }}
                    />
                  </td>
                ))}
                <td class="quiet">{unitShown(candidate.unit)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
