/** A new design from three questions: how many tokens, from when, and what to begin with. */
import { type Signal, useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { type Draft, service } from "../api/client";
import { Dialog } from "../Dialog";
import { readNumber } from "../form/numbers";
import { at } from "../state/draft";
import { begin } from "../state/designs";
import { scenarios } from "../state/library";

const BLANK = "";

/** Months that a design of one's own runs for at first. */
const HORIZON = 48;

interface Answers {
  name: string;
  supply: unknown;
  /** The day of the launch, ISO 8601. */
  launch: string;
}

export function NewDesign({ open }: { open: Signal<boolean> }) {
  return (
    <Dialog open={open} title="New design">
      <Questions open={open} />
    </Dialog>
  );
}

function Questions({ open }: { open: Signal<boolean> }) {
  const ids = { name: useId(), supply: useId(), launch: useId(), template: useId() };
  const sheet = useRef<HTMLFormElement>(null);
  const failed = useSignal("");
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(sheet.current ?? undefined);
    const say = (name: string) => String(given.get(name) ?? "");
    const answers = { name: say("name").trim() || "My token", supply: readNumber(say("supply")), launch: `${say("launch")}-01` };
    try {
      begin(await designOf(say("template"), answers));
      open.value = false;
    } catch (error) {
      failed.value = error instanceof Error ? error.message : String(error);
    }
  };
  return (
    <form ref={sheet} class="questions" onSubmit={(event) => void submit(event)}>
      <label for={ids.name}>What is it called?</label>
      <input id={ids.name} name="name" maxLength={100} placeholder="My token" autoComplete="off" />
      <label for={ids.supply}>How many tokens will there be?</label>
      <input id={ids.supply} name="supply" inputMode="decimal" defaultValue="1,000,000,000" required autoComplete="off" />
      <label for={ids.launch}>In which month does it launch?</label>
      <input id={ids.launch} name="launch" type="month" defaultValue={nextMonth()} required pattern="\d{4}-\d{2}" />
      <label for={ids.template}>What does it begin with?</label>
      <select id={ids.template} name="template">
        <option value={BLANK}>Nothing: one bucket, everything unlocked</option>
        {scenarios.value.map(({ id, name, kind }) => (
          <option key={id} value={id}>
            The allocation of {kind === "token" ? name : `“${name}”`}
          </option>
        ))}
      </select>
      {failed.value && (
        <p class="wrong" role="alert">
          {failed.value}
        </p>
      )}
      <button class="primary">Begin</button>
    </form>
  );
}

/** Everything of a template but what makes it that token: its name, its start and the market it really had. */
async function designOf(template: string, { name, supply, launch }: Answers): Promise<Draft> {
  const token = { name, total_supply: supply, start_date: launch, horizon_months: HORIZON, initial_price: 1 };
  if (template === BLANK) return { token, buckets: [{ bucket: "Community", allocation: 100, tge_unlock_pct: 100 }] };
  const { request } = await service.scenario(template);
  const { market: _, ...abm } = (at(["abm"], request) ?? {}) as Record<string, unknown>;
  return { ...(request), token: { ...(at(["token"], request) as object), ...token }, abm };
}

/** As a month field takes it: 2026-12. */
function nextMonth(): string {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth() + 1, 1)).toISOString().slice(0, 7);
}
