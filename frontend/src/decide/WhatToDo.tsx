/** What to do about it: better designs, the futures a design has to survive, and which numbers matter. */
import { useEffect, useRef } from "preact/hooks";
import { draft } from "../state/draft";
import type { Run } from "../state/runs";
import { wantedStudy } from "../state/view";
import { Bounds } from "./Bounds";
import { Certainty } from "./Certainty";
import { Improve } from "./Improve";
import { Matters } from "./Matters";
import { Stress } from "./Stress";
import { Sweep } from "./Sweep";
import { candidatesOf } from "./levers";

export function WhatToDo({ run }: { run: Run }) {
  const candidates = candidatesOf(draft.value ?? run.draft);
  const sheet = useRef<HTMLDivElement>(null);
  const wanted = wantedStudy.value;
  useEffect(() => {
    if (wanted === undefined) return;
    sheet.current?.querySelector(`[data-study="${wanted}"]`)?.scrollIntoView();
    wantedStudy.value = undefined;
  }, [wanted]);
  return (
    <div ref={sheet} class="studies">
      <Bounds />
      <Improve candidates={candidates} run={run} />
      <Certainty />
      <Stress />
      <Matters candidates={candidates} />
      <Sweep />
    </div>
  );
}
