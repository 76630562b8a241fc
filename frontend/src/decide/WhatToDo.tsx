/** What to do about it: better designs, the futures a design has to survive, and which numbers matter. */
import { draft } from "../state/draft";
import type { Run } from "../state/runs";
import { Improve } from "./Improve";
import { Matters } from "./Matters";
import { Stress } from "./Stress";
import { candidatesOf } from "./levers";

export function WhatToDo({ run }: { run: Run }) {
  const candidates = candidatesOf(draft.value ?? run.draft);
  return (
    <div class="studies">
      <Improve candidates={candidates} run={run} />
      <Stress />
      <Matters candidates={candidates} />
    </div>
  );
}
