/** For who has a live token: its prices in, what they say of its demand out, and the design that follows. */
import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { Dialog } from "../Dialog";
import { StudyStatus } from "../decide/StudyStatus";
import { draft } from "../state/draft";
import { liveIsOpen, prices, learn } from "../state/calibration";
import { markets } from "../state/library";
import { nameOf } from "../state/runs";
import { calibration } from "../state/studies";
import { Learnt } from "./Learnt";

export function LiveToken() {
  return (
    <Dialog open={liveIsOpen} title="I have a live token">
      <Sheet />
    </Dialog>
  );
}

function Sheet() {
  const ids = { prices: useId(), market: useId() };
  const market = useSignal("");
  const answer = calibration.found.value?.answer;
  const read = (file: File | undefined) => void file?.text().then((text) => (prices.value = text));
  const drop = (event: DragEvent) => {
    if (event.dataTransfer?.files.length === 0) return;
    event.preventDefault();
    read(event.dataTransfer?.files[0]);
  };
  return (
    <div class="paste">
      <p>
        Learns from the prices that {nameOf(draft.value ?? {})} had what its buyers were like. Schedule, launch day and supply are those of the design on the desk: they have to be the token’s.
      </p>
      <label for={ids.prices}>Paste its prices, daily or monthly, or drop a file: a day and a close in each line, as exchanges and price pages export them.</label>
      <textarea id={ids.prices} rows={5} value={prices.value} placeholder={"date,close\n2024-01-31,1.32"} onInput={({ currentTarget }) => (prices.value = currentTarget.value)} onDrop={drop} />
      <label class="button file">
        Choose a file
        <input type="file" accept=".csv,.tsv,.txt,text/csv,text/plain" onChange={({ currentTarget: field }) => (read(field.files?.[0]), (field.value = ""))} />
      </label>
      <p>
        <label for={ids.market}>The market it swam in </label>
        <select id={ids.market} value={market.value} onChange={({ currentTarget }) => (market.value = currentTarget.value)}>
          <option value="">The design’s own; Ether’s where it has none</option>
          <option value="flat">Flat</option>
          {markets.value?.markets.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}, as it really went
            </option>
          ))}
        </select>
      </p>
      <p class="actions">
        <button type="button" class="primary" disabled={prices.value.trim() === "" || calibration.job.value !== undefined} onClick={() => void learn(market.value)}>
          Learn from these prices
        </button>
      </p>
      <StudyStatus study={calibration} />
      {answer && calibration.refusal.value === "" && <Learnt answer={answer} />}
    </div>
  );
}
