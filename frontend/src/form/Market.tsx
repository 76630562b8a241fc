/** Price and demand: how the price is made, and what outside buyers bring. */
import { batch } from "@preact/signals";
import type { Path } from "../api/client";
import { edit } from "../state/draft";
import { catalogue } from "../state/library";
import { Field, Group } from "./Field";
import { Fold } from "./Fold";
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

/** What each demand model asks for; the service takes them all. */
const DEMAND_FIELDS: Readonly<Record<string, readonly string[]>> = {
  constant: ["initial_monthly_fiat"],
  growth: ["initial_monthly_fiat", "monthly_growth"],
  adoption: ["initial_monthly_fiat", "users_start", "users_max", "midpoint_month", "steepness", "fiat_per_user"],
  series: ["series"],
};
const DEMAND_SHARED = ["volatility", "reflexivity"];

export function Market() {
  const model = useChoice(MODEL);
  const byVolume = useAt(BY_VOLUME) === true;
  return (
    <Fold section open title="Price and demand" state={wordsOf(MODEL, model)}>
      <Field path={MODEL} help={catalogue.value?.pricing_models.find(({ name }) => name === model)?.description} />
      <Pricing model={model} />
      {byVolume ? <Volume /> : <Demand />}
      <Fold title="All fields">
        {SHARED.map((name) => (
          <Field key={name} path={[...PRICING, name]} />
        ))}
        {!byVolume && DEMAND_SHARED.map((name) => <Field key={name} path={[...DEMAND, name]} />)}
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

function Demand() {
  const model = useChoice([...DEMAND, "model"]);
  return (
    <Group path={DEMAND}>
      <Field path={[...DEMAND, "model"]} />
      {(DEMAND_FIELDS[model] ?? []).map((name) => (
        <Field key={name} path={[...DEMAND, name]} />
      ))}
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
