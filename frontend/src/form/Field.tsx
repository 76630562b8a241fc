/** A field as the service describes it: name, unit, help, and what the service says about it. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import type { Path } from "../api/client";
import { withUnit } from "../charts/format";
import { Entry } from "./Entry";
import { useBefore } from "./before";
import { type Said as SaidHere, usePlace } from "./fieldMessages";
import { unitShown } from "./numbers";
import { fieldSchema, kindOf } from "./schema";
import { useAt } from "./values";

interface Props {
  path: Path;
  /** Where the service speaks of it, if that is not where it stands. */
  place?: Path;
  /** What holds while nothing is given, if not the schema's default. */
  standing?: unknown;
  /** Help in place of the service's; empty where the fields around it say enough. */
  help?: string | undefined;
  onValue?: (value: unknown) => void;
}

export function Field({ path, place = path, standing, help, onValue }: Props) {
  const schema = fieldSchema(path);
  const { key, error, note } = usePlace(place);
  const id = useId();
  const words = (help ?? schema.description)?.replaceAll("`", "");
  const before = useBefore(path);
  const told = [words && `${id}-help`, before !== undefined && `${id}-before`, `${id}-said`];
  return (
    <div class={`field of-${kindOf(schema)}${before === undefined ? "" : " changed"}`} data-place={key}>
      <label for={id}>
        {schema.title ?? path.at(-1)} <Unit path={path} unit={schema.unit} />
      </label>
      <div class="entry">
        <Entry
          path={path}
          id={id}
          standing={standing}
          describedBy={told.filter(Boolean).join(" ")}
          invalid={error !== ""}
          {...(onValue && { onValue })}
        />
        <Before id={`${id}-before`} words={before} />
      </div>
      <Said id={`${id}-said`} error={error} note={note} />
      {words && (
        <p id={`${id}-help`} class="help">
          {words}
        </p>
      )}
    </div>
  );
}

/** What a field had in the design before; nothing, where it has that now. */
export function Before({ id, words }: { id: string; words: string | undefined }) {
  if (words === undefined) return null;
  return (
    <span id={id} class="before">
      before: {words}
    </span>
  );
}

const READ_BACK = 10_000;

/** The unit of a number; before it the number in short where its digits are hard to count. */
function Unit({ path, unit = "" }: { path: Path; unit: string | undefined }) {
  const value = useAt(path);
  const long = typeof value === "number" && Math.abs(value) >= READ_BACK;
  if (unit === "" && !long) return null;
  return (
    <span class="unit">
      {long ? `${withUnit(value, "")} ` : ""}
      {unitShown(unit)}
    </span>
  );
}

/** What the service says about a place: what is wrong, then what to know. */
export function Said({ id, error, note }: SaidHere & { id?: string }) {
  return (
    <div id={id} class="said">
      {error && <p class="wrong">{error}</p>}
      {note && <p class="careful">{note}</p>}
    </div>
  );
}

interface GroupProps {
  path: Path;
  /** Whether the heading above names it already. */
  named?: boolean;
  children: ComponentChildren;
}

/** A group of fields and what is said about it as a whole. */
export function Group({ path, named = false, children }: GroupProps) {
  const { key, error, note } = usePlace(path);
  const { title, description } = fieldSchema(path);
  return (
    <fieldset data-place={key} tabIndex={-1}>
      <legend class={named ? "unseen" : undefined}>{title}</legend>
      {!named && <p class="help">{description}</p>}
      <Said error={error} note={note} />
      {children}
    </fieldset>
  );
}
