/** The one input of a field, by its kind; the text stays as typed while the draft gets what it stands for. */
import { useSignal } from "@preact/signals";
import type { Path } from "../api/client";
import { at, edit } from "../state/draft";
import { outcome } from "../state/live";
import { readNumber, readNumbers, typedValue, writeValue } from "./numbers";
import { type FieldSchema, fieldSchema, kindOf } from "./schema";
import { useAt } from "./values";

export interface EntryProps {
  path: Path;
  id?: string;
  /** The name of an input that has no label of its own. */
  label?: string;
  /** What holds while nothing is given, if not the schema's default. */
  standing?: unknown;
  describedBy?: string | undefined;
  invalid?: boolean;
  place?: string;
  /** What an edit does beyond changing the value. */
  onValue?: (value: unknown) => void;
}

interface InputProps extends EntryProps {
  schema: FieldSchema;
  change: (value: unknown) => void;
}

export function Entry(props: EntryProps) {
  const schema = fieldSchema(props.path);
  const change = props.onValue ?? ((value: unknown) => edit(props.path, value));
  const given = { ...props, schema, change };
  switch (kindOf(schema)) {
    case "choice":
      return <Choice {...given} />;
    case "switch":
      return <Switch {...given} />;
    case "date":
      return <DateEntry {...given} />;
    case "number":
      return <Typed {...given} read={(text) => readNumber(text, schema.unit)} inputMode="decimal" />;
    case "numbers":
      return <Typed {...given} read={readNumbers} />;
    case "either":
      return <Typed {...given} read={readEither} />;
    case "text":
      return <Typed {...given} read={(text) => (text === "" ? undefined : text)} />;
  }
}

/** A list where there are only numbers, a name where there is anything else. */
function readEither(text: string): unknown {
  const numbers = readNumbers(text);
  return numbers?.every((value) => typeof value === "number") ? numbers : text.trim() || undefined;
}

function attributes({ id, label, describedBy, invalid, place }: EntryProps) {
  return { id, "aria-label": label, "aria-describedby": describedBy, "aria-invalid": invalid || undefined, "data-place": place };
}

function Typed(props: InputProps & { read: (text: string) => unknown; inputMode?: "decimal" }) {
  const value = useAt(props.path);
  const typed = useSignal<{ text: string; value: unknown } | undefined>(undefined);
  const asTyped = typed.value !== undefined && Object.is(typed.value.value, value);
  return (
    <input
      {...attributes(props)}
      type="text"
      autocomplete="off"
      spellcheck={false}
      inputMode={props.inputMode}
      class={props.inputMode === undefined ? undefined : "number"}
      placeholder={standingWords(props)}
      value={asTyped ? typed.value?.text : typedValue(value, props.schema.unit)}
      onInput={({ currentTarget: { value: text } }) => {
        const next = props.read(text);
        typed.value = { text, value: next };
        props.change(next);
      }}
      onBlur={() => (typed.value = undefined)}
    />
  );
}

/** What holds while nothing is typed; what the service decides for itself, as it stands in the newest run. */
function standingWords({ schema, standing, path }: InputProps): string | undefined {
  if (standing !== undefined) return typedValue(standing, schema.unit);
  if (schema.default !== undefined && schema.default !== null) return typedValue(schema.default, schema.unit);
  if (!schema.nullable || kindOf(schema) !== "number") return undefined;
  const decided = at(path, outcome.value?.results.config);
  return typeof decided === "number" ? typedValue(Number.isInteger(decided) ? decided : Number(decided.toPrecision(4)), schema.unit) : "auto";
}

function Choice({ schema, change, standing, ...props }: InputProps) {
  const value = useAt(props.path);
  const options = optionsOf(schema);
  const chosen = writeValue(value ?? standing ?? schema.default);
  return (
    <select {...attributes(props)} value={chosen} onChange={({ currentTarget }) => change(meant(currentTarget.value, schema))}>
      {Object.entries(options).map(([name, words]) => (
        <option key={name} value={name}>
          {words}
        </option>
      ))}
      {!(chosen in options) && <option value={chosen}>{chosen}</option>}
    </select>
  );
}

function optionsOf({ type, options, enum: names = [] }: FieldSchema): Readonly<Record<string, string>> {
  if (type === "boolean") return { "": "Automatic", true: "Yes", false: "No" };
  return options ?? Object.fromEntries(names.map((name) => [name, name]));
}

function meant(chosen: string, { type }: FieldSchema): unknown {
  if (type !== "boolean") return chosen;
  return chosen === "" ? undefined : chosen === "true";
}

function Switch({ schema, change, ...props }: InputProps) {
  const value = useAt(props.path);
  return (
    <input
      {...attributes(props)}
      type="checkbox"
      checked={(value ?? schema.default) === true}
      onChange={({ currentTarget }) => change(currentTarget.checked)}
    />
  );
}

/** A date is told to the draft once it is whole: a browser has no text for half a date. */
function DateEntry({ change, schema: _, ...props }: InputProps) {
  const value = useAt(props.path);
  return (
    <input
      {...attributes(props)}
      type="date"
      value={writeValue(value)}
      onInput={({ currentTarget }) => {
        if (!currentTarget.validity.badInput) change(currentTarget.value === "" ? undefined : currentTarget.value);
      }}
    />
  );
}
