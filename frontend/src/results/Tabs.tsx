/** The parts of the economy below the price, one at a time. */
import { MonthChart } from "../charts/MonthChart";
import { MONTHLY } from "../charts/monthly";
import { chartsOfParts } from "../charts/parts";
import { catalogue } from "../state/library";
import { type Run, behind } from "../state/runs";
import { TABS, type Tab, tab } from "../state/view";
import { WhatToDo } from "../decide/WhatToDo";
import { Holders } from "./Holders";
import { Outcomes } from "./Outcomes";
import { Sales } from "./Sales";
import { Why } from "./Why";

const MOVES: Record<string, (place: number) => number> = {
  ArrowRight: (place) => place + 1,
  ArrowLeft: (place) => place - 1,
  Home: () => 0,
  End: () => -1,
};

export function Tabs({ run }: { run: Run }) {
  const step = (event: KeyboardEvent) => {
    const move = MOVES[event.key];
    const next = move && TABS.at(move(TABS.indexOf(tab.value)) % TABS.length);
    if (next === undefined) return;
    event.preventDefault();
    tab.value = next;
    document.getElementById(idOf(next))?.focus();
  };
  return (
    <div class="parts">
      <div class="tabs" role="tablist" aria-label="Parts of the economy">
        {TABS.map((each) => (
          <button
            type="button"
            role="tab"
            key={each}
            id={idOf(each)}
            aria-selected={tab.value === each}
            aria-controls="part"
            tabIndex={tab.value === each ? 0 : -1}
            onClick={() => (tab.value = each)}
            onKeyDown={step}
          >
            {each}
          </button>
        ))}
      </div>
      <div id="part" role="tabpanel" aria-labelledby={idOf(tab.value)}>
        <Part run={run} which={tab.value} />
      </div>
    </div>
  );
}

function Part({ run, which }: { run: Run; which: Tab }) {
  const charts = [...MONTHLY, ...chartsOfParts(catalogue.value)].filter((chart) => chart.tab === which && (chart.applies?.(run) ?? true));
  return (
    <>
      {which === "Price" && <Why run={run} behind={behind.value} />}
      {which === "Who sells" && <Sales run={run} />}
      {which === "Staking & treasury" && charts.length === 0 && <p class="quiet">This design has neither staking nor a treasury; both can be switched on in the form.</p>}
      {which === "What to do" && <WhatToDo run={run} />}
      <div class="charts">
        {charts.map((chart) => (
          <MonthChart key={chart.id} chart={chart} run={run} behind={behind.value} />
        ))}
        {which === "Holders" && <Holders run={run} />}
        {which === "Risk" && <Outcomes run={run} />}
      </div>
    </>
  );
}

function idOf(which: Tab): string {
  return `tab-${which.toLowerCase().replaceAll(/[^a-z]+/g, "-")}`;
}
