/** Parts of the economy that are there while they have rules: a section for each that the service knows. */
import type { Path } from "../api/client";
import { edit } from "../state/draft";
import { catalogue } from "../state/library";
import { forModel } from "./Demand";
import { Field, Group } from "./Field";
import { Fold } from "./Fold";
import { Item, kindsOf, membersOfKind } from "./Item";
import { goToNew } from "./fieldMessages";
import { fieldSchema, membersOf } from "./schema";
import { asMembers, asRows, useAt } from "./values";

export function Parts() {
  const parts = catalogue.value?.parts.filter(({ switch: switchedBy }) => switchedBy === null) ?? [];
  return (
    <>
      {parts.map(({ field, title }) => {
        const path = ["abm", field];
        return fieldSchema(path).type === "array" ? <List key={field} path={path} title={title} /> : <Rules key={field} path={path} title={title} />;
      })}
    </>
  );
}

interface Props {
  path: Path;
  title: string;
}

/** A part with one object of rules. */
function Rules({ path, title }: Props) {
  const given = useAt(path);
  const on = given !== undefined && given !== null;
  const model = asMembers(given)["model"] ?? fieldSchema([...path, "model"]).default;
  return (
    <Fold section title={title} state={on ? "on" : "off"}>
      <Group path={path} named>
        <p class="help">{fieldSchema(path).description}</p>
        {on &&
          forModel(membersOf(path), model).map((name) => <Field key={name} path={[...path, name]} />)}
        <button type="button" onClick={() => change(path, on ? undefined : {})}>
          {`Switch ${title.toLowerCase()} ${on ? "off" : "on"}`}
        </button>
      </Group>
    </Fold>
  );
}

/** A part whose rules are a list of entries. */
function List({ path, title }: Props) {
  const entries = asRows(useAt(path));
  const noun = title.toLowerCase().replace(/s$/, "");
  const replaced = (next: readonly unknown[]) => change(path, next.length === 0 ? undefined : next);
  return (
    <Fold section title={title} state={entries.length === 0 ? "off" : String(entries.length)}>
      <Group path={path} named>
        <p class="help">{fieldSchema(path).description}</p>
        {entries.map((_, index) => (
          <Item
            key={index}
            path={[...path, index]}
            noun={noun}
            verb="Kind"
            remove={() => replaced(entries.filter((__, other) => other !== index))}
          />
        ))}
        <button type="button" onClick={() => replaced([...entries, started([...path, entries.length], `${title} ${entries.length + 1}`)])}>
          Add {noun}
        </button>
      </Group>
    </Fold>
  );
}

/** A new entry of the first kind; named, where entries have names. */
function started(path: Path, name: string): object {
  const [kind = ""] = kindsOf(path);
  return membersOfKind(path, kind).includes("name") ? { kind, name } : { kind };
}

function change(path: Path, next: unknown): void {
  edit(path, next);
  goToNew(path);
}
