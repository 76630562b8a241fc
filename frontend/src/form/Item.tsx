/** An entry of a list on the form whose kind says which fields it has. */
import { useId } from "preact/hooks";
import type { Path } from "../api/client";
import { at, edit } from "../state/draft";
import { Before, Field, Said } from "./Field";
import { useBefore } from "./before";
import { usePlace } from "./fieldMessages";
import { type FieldSchema, fieldSchema, variant } from "./schema";
import { asMembers, useAt } from "./values";

interface Props {
  path: Path;
  /** What an entry is called: segment, emission. */
  noun: string;
  /** What the choice of its kind is called. */
  verb: string;
  /** Help of each field, in place of the service's. */
  help?: string;
  remove: () => void;
}

export function Item({ path, noun, verb, help, remove }: Props) {
  const { key, error, note } = usePlace(path);
  const kind = String(useAt([...path, "kind"]));
  const number = Number(path.at(-1)) + 1;
  const named = `${noun} ${number}`;
  return (
    <fieldset class="segment" data-place={key} tabIndex={-1}>
      <legend>{`${named.charAt(0).toUpperCase()}${named.slice(1)}`}</legend>
      <Said error={error} note={note} />
      <KindOf path={path} kind={kind} verb={verb} />
      {membersOfKind(path, kind).map((name) => (
        <Field key={name} path={[...path, name]} help={help} />
      ))}
      <button type="button" onClick={remove}>
        Remove {named}
      </button>
    </fieldset>
  );
}

/** The kinds an entry may have, in the service's order. */
export function kindsOf(path: Path): readonly string[] {
  return Object.keys(fieldSchema(path).discriminator?.mapping ?? {});
}

/** What two kinds have in common stays when one becomes the other. */
function KindOf({ path, kind, verb }: { path: Path; kind: string; verb: string }) {
  const id = useId();
  const field = fieldSchema(path);
  const before = useBefore([...path, "kind"], kindBefore);
  const change = (next: string) => {
    const kept = Object.entries(asMembers(at(path))).filter(([name]) => membersOfKind(path, next).includes(name));
    edit(path, { kind: next, ...Object.fromEntries(kept) });
  };
  return (
    <div class={`field of-choice${before === undefined ? "" : " changed"}`}>
      <label for={id}>{verb}</label>
      <div class="entry">
        <select id={id} aria-describedby={`${id}-before`} value={kind} onChange={({ currentTarget }) => change(currentTarget.value)}>
          {kindsOf(path).map((name) => (
            <option key={name} value={name}>
              {kindWords(field, name)}
            </option>
          ))}
        </select>
        <Before id={`${id}-before`} words={before} />
      </div>
      <p class="help">{variant(field, kind).description}</p>
    </div>
  );
}

function kindWords(field: FieldSchema, kind: string): string {
  return variant(field, kind).properties?.["kind"]?.options?.[kind] ?? kind;
}

function kindBefore(kind: unknown, _: unknown, path: Path): string {
  return typeof kind === "string" ? kindWords(fieldSchema(path.slice(0, -1)), kind) : "";
}

export function membersOfKind(path: Path, kind: string): readonly string[] {
  return Object.keys(variant(fieldSchema(path), kind).properties ?? {}).filter((name) => name !== "kind");
}
