/** Price and demand: how the price is made, what outside buyers bring, and the market around them. */
import { batch } from "@preact/signals";
import type { Path } from "../api/client";
import { liveIsOpen } from "../state/calibration";
import { edit } from "../state/draft";
import { catalogue } from "../state/library";
import { Demand, MoreOfDemand } from "./Demand";
import { Field, Group } from "./Field";
import { Fold } from "./Fold";
import { MarketIndex } from "./MarketPath";
import { fieldSchema, membersOf } from "./schema";
import { useAt } from "./values";

const MODEL: Path = ["abm", "pricing_model"];
const PRICING: Path = ["abm", "pricing_config"];
const CONSTANT_PRICE: Path = ["abm", "constant_price"];
const DEMAND: Path = ["abm", "demand"];
const BY_VOLUME: Path = ["abm", "enable_volume"];
const VOLUME: Path = ["abm", "volume_config"];

/** Fields every pricing model has: rarely changed. */
const SHARED = ["min_price"];

export function Market() {
  const model = useChoice(MODEL);
  const byVolume = useAt(BY_VOLUME) === true;
  return (
    <Fold section open title="Price and demand" state={wordsOf(MODEL, model)}>
      <Field path={MODEL} help={catalogue.value?.pricing_models.find(({ name }) => name === model)?.description} />
      <Pricing model={model} />
      <p class="live">
        <button type="button" aria-haspopup="dialog" onClick={() => (liveIsOpen.value = true)}>
          I have a live token
        </button>
        <span class="help">learn demand from its prices</span>
      </p>
      {byVolume ? <Volume /> : <Demand />}
      {!byVolume && <MoreOfDemand />}
      <MarketIndex />
      <Fold title="All fields">
        {SHARED.map((name) => (
          <Field key={name} path={[...PRICING, name]} />
        ))}
        <Field path={BY_VOLUME} onValue={(on) => giveByVolume(on === true)} />
      </Fold>
    </Fold>
  );
}

/** The fields of the chosen pricing model, and of no other. */
function Pricing({ model }: { model: string }) {
  const offered = catalogue.value?.pricing_models.find(({ name }) => name === model)?.parameters["properties"] ?? {};
  const own = Object.keys(offered).filter((name) => !SHARED.includes(name));
  const elsewhere = useAt(CONSTANT_PRICE) !== undefined;
  return (
    <Group path={PRICING}>
      {own.map((name) => (
        <Field key={name} path={[...PRICING, name]} />
      ))}
      {elsewhere && <Field path={CONSTANT_PRICE} />}
    </Group>
  );
}

function Volume() {
  return (
    <Group path={VOLUME}>
      {membersOf(VOLUME).map((name) => (
        <Field key={name} path={[...VOLUME, name]} />
      ))}
    </Group>
  );
}

/** Demand is given as fiat or as a trading volume, never as both. */
function giveByVolume(on: boolean): void {
  batch(() => {
    edit(BY_VOLUME, on);
    if (on) edit(DEMAND, undefined);
  });
}

function useChoice(path: Path): string {
  return String(useAt(path) ?? fieldSchema(path).default);
}

function wordsOf(path: Path, choice: string): string {
  return fieldSchema(path).options?.[choice] ?? choice;
}
