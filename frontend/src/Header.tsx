/** Whose page this is, which design is on the desk, and what can be done with it as a whole. */
import { useSignal, useSignalEffect } from "@preact/signals";
import { Share } from "./compare/Share";
import { JobsButton } from "./jobs/JobsButton";
import { ROOT } from "./root";
import { origin, openScenario } from "./state/draft";
import { scenarios } from "./state/library";

const KINDS = { token: "Real tokens, with sources", teaching: "Teaching cases" } as const;

export function Header() {
  const failed = useSignal<string | undefined>(undefined);
  useSignalEffect(() => {
    document.title = origin.value ? `${origin.value.name} · Cliffcast` : "Cliffcast";
  });
  const open = (id: string) => {
    failed.value = undefined;
    openScenario(id).catch((error: unknown) => (failed.value = error instanceof Error ? error.message : String(error)));
  };
  return (
    <header class="page-head">
      <div class="brand">
        <h1>Cliffcast</h1>
        <p>What does this cliff do to the price?</p>
      </div>
      <label class="scenario">
        <span>Design</span>
        <select value={origin.value?.id ?? ""} onChange={(event) => open(event.currentTarget.value)}>
          {!origin.value && (
            <option value="" disabled>
              your own
            </option>
          )}
          {Object.entries(KINDS).map(([kind, label]) => (
            <optgroup key={kind} label={label}>
              {scenarios.value
                .filter((scenario) => scenario.kind === kind)
                .map((scenario) => (
                  <option key={scenario.id} value={scenario.id} title={scenario.description}>
                    {scenario.name}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </label>
      {failed.value && <p role="alert">{failed.value}</p>}
      <div class="page-tools">
        <Share />
        <JobsButton />
        <a href="#trust">Why believe it</a>
        <a href={`${ROOT}docs`}>API</a>
      </div>
    </header>
  );
}
