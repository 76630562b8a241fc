/** Whose page this is, which design is in the workspace, and what can be done with it as a whole. */
import { useSignalEffect } from "@preact/signals";
import { Share } from "./compare/Share";
import { JobsButton } from "./jobs/JobsButton";
import { ROOT } from "./root";
import { draft } from "./state/draft";
import { nameOf } from "./state/runs";
import { DesignMenu } from "./workspace/DesignMenu";

export function Header() {
  useSignalEffect(() => {
    document.title = draft.value ? `${nameOf(draft.value)} · Cliffcast` : "Cliffcast";
  });
  return (
    <header class="page-head">
      <div class="brand">
        <h1>Cliffcast</h1>
        <p>What does this cliff do to the price?</p>
      </div>
      <DesignMenu />
      <div class="page-tools">
        {draft.value && <Share />}
        <JobsButton />
        <a href="#trust">Why believe it</a>
        <a href={`${ROOT}docs`}>API</a>
      </div>
    </header>
  );
}
