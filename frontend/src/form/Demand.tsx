/** What outside buyers spend: a launch to begin with, and the figures it fills in where none are given. */
import { batch } from "@preact/signals";
import { useId } from "preact/hooks";
import type { Path } from "../api/client";
import { at, edit } from "../state/draft";
import { markets } from "../state/library";
import { Before, Field, Group, Said } from "./Field";
import { Fold } from "./Fold";
import { useBefore } from "./before";
import { isPercent, unitShown, writePercent, writeValue } from "./numbers";
import { usePlace } from "./fieldMessages";
import { fieldSchema, membersOf } from "./schema";
import { asMembers, useAt } from "./values";

const DEMAND: Path = ["abm", "demand"];
const PRESET: Path = [...DEMAND, "preset"];
const START = "initial_monthly_fiat";

/** What holds where a request says nothing of demand. */
const TYPICAL = "typical";
/** A demand without a preset: what is empty has no effect. */
const NONE = "";
const OWN_FIGURES = "None: my own figures";

/** What each demand model asks for; the service takes them all. */
const OF_MODEL: Readonly<Record<string, readonly string[]>> = {
  constant: [START],
  growth: [START, "monthly_growth"],
  adoption: [START, "users_start", "users_max", "midpoint_month", "steepness", "fiat_per_user"],
  series: ["series"],
};

/** Of the fields of something that follows a demand model, those the model asks for, and those no model knows. */
export function forModel(members: readonly string[], model: unknown): readonly string[] {
  const asked = OF_MODEL[String(model)] ?? [];
  const known = new Set(Object.values(OF_MODEL).flat());
  return members.filter((name) => asked.includes(name) || !known.has(name));
}

type Figures = Readonly<Record<string, unknown>>;

export function Demand() {
  const { preset, figures, model } = useLaunch();
  return (
    <Group path={DEMAND}>
      <Launch preset={preset} figures={figures} />
      <DemandField name="model" standing={figures["model"]} />
      {(OF_MODEL[model] ?? []).map((name) => (
        <DemandField key={name} name={name} standing={figures[name]} />
      ))}
    </Group>
  );
}

/** The other figures of demand, rarely changed. */
export function MoreOfDemand() {
  const { figures } = useLaunch();
  const shown = new Set(["preset", "model", ...Object.values(OF_MODEL).flat()]);
  return (
    <Fold title="Attention, float and shocks of demand">
      {membersOf(DEMAND)
        .filter((name) => !shown.has(name))
        .map((name) => (
          <DemandField key={name} name={name} standing={figures[name]} />
        ))}
    </Fold>
  );
}

/** The launch in force, what it fills in, and the demand model that comes of it. */
function useLaunch(): { preset: string; figures: Figures; model: string } {
  const demand = useAt(DEMAND);
  const given = asMembers(demand);
  const preset = presetOf(demand);
  const figures: Figures = markets.value?.presets[preset] ?? {};
  const model = String(given["model"] ?? figures["model"] ?? fieldSchema([...DEMAND, "model"]).default);
  return { preset, figures, model };
}

function presetOf(demand: unknown): string {
  return demand === undefined || demand === null ? TYPICAL : String(asMembers(demand)["preset"] ?? NONE);
}

/** A launch by its name: what it is called before an edit, and after it. */
function launchWords(demand: unknown): string {
  const preset = presetOf(demand);
  return preset === NONE ? OWN_FIGURES : (fieldSchema(PRESET).options?.[preset] ?? preset);
}

/** An edit of one figure leaves the launch that holds. */
function DemandField({ name, standing }: { name: string; standing: unknown }) {
  const path = [...DEMAND, name];
  const change = (value: unknown) =>
    batch(() => {
      if (at(DEMAND) === undefined) edit(PRESET, TYPICAL);
      edit(path, value);
    });
  return <Field path={path} standing={standing} onValue={change} />;
}

function Launch({ preset, figures }: { preset: string; figures: Figures }) {
  const { key, error, note } = usePlace(PRESET);
  const { title, description, options = {} } = fieldSchema(PRESET);
  const id = useId();
  const before = useBefore(DEMAND, launchWords);
  return (
    <div class={`field of-choice${before === undefined ? "" : " changed"}`} data-place={key}>
      <label for={id}>{title}</label>
      <div class="entry">
        <select id={id} aria-describedby={`${id}-before ${id}-fills ${id}-help ${id}-said`} value={preset} onChange={({ currentTarget }) => launch(currentTarget.value)}>
          {Object.entries(options).map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
          <option value={NONE}>{OWN_FIGURES}</option>
        </select>
        <Before id={`${id}-before`} words={before} />
      </div>
      <Said id={`${id}-said`} error={error} note={note} />
      <p id={`${id}-fills`} class="fills">
        {preset === NONE ? "Nothing is filled in: an empty field has no effect." : filled(figures)}
      </p>
      <p id={`${id}-help`} class="help">
        {description}
      </p>
    </div>
  );
}

/** Put a launch in place of the figures that launches fill in; figures of no launch stay. */
function launch(preset: string): void {
  const replaced = new Set(["preset", ...Object.values(markets.peek()?.presets ?? {}).flatMap((figures) => Object.keys(figures))]);
  const own = Object.fromEntries(Object.entries(asMembers(at(DEMAND))).filter(([name]) => !replaced.has(name)));
  edit(DEMAND, preset === NONE ? { ...own, model: fieldSchema([...DEMAND, "model"]).default } : { ...own, preset });
}

function inWords(value: unknown, unit: string): string {
  if (typeof value === "number" && isPercent(unit)) return `${writePercent(value)} ${unitShown(unit)}`;
  return `${writeValue(value)}${unit.startsWith("months") ? " months" : ""}`;
}

function filled(figures: Figures): string {
  const words = Object.entries(figures).map(([name, value]) => {
    const { title, unit = "", options } = fieldSchema([...DEMAND, name]);
    return `${(title ?? name).toLowerCase()} ${options?.[String(value)]?.toLowerCase() ?? inWords(value, unit)}`;
  });
  return words.length === 0 ? "It fills in nothing: demand stays as it begins." : `It fills in ${words.join(", ")}.`;
}
