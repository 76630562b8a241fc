/** What the service says of each field: its name, unit, help, bounds and default. */
import { type Path } from "../api/client";
import { at } from "../state/draft";
import { schema } from "../state/library";

export interface FieldSchema {
  title?: string;
  description?: string;
  unit?: string;
  type?: string;
  format?: string;
  const?: string;
  enum?: readonly string[];
  options?: Readonly<Record<string, string>>;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  properties?: Readonly<Record<string, FieldSchema>>;
  additionalProperties?: FieldSchema | boolean;
  items?: FieldSchema;
  anyOf?: readonly FieldSchema[];
  oneOf?: readonly FieldSchema[];
  discriminator?: { propertyName: string; mapping: Readonly<Record<string, string>> };
  $ref?: string;
  $defs?: Readonly<Record<string, FieldSchema>>;
  /** Whether null may stand in its place; filled in here. */
  nullable?: boolean;
}

/** The field at a path of a request, its references followed; empty where the service describes none. */
export function fieldSchema(path: Path): FieldSchema {
  let field = resolved(root());
  path.forEach((step, depth) => {
    field = resolved(below(field, step, path.slice(0, depth)));
  });
  return field;
}

/** The members of a group of fields, in the service's order. */
export function membersOf(path: Path): readonly string[] {
  return Object.keys(fieldSchema(path).properties ?? {});
}

function below(field: FieldSchema, step: string | number, path: Path): FieldSchema {
  if (typeof step === "number") return field.items ?? {};
  const { discriminator } = field;
  if (discriminator !== undefined) {
    const kind = String((at(path) as Record<string, unknown> | undefined)?.[discriminator.propertyName]);
    return below(variant(field, kind), step, path);
  }
  const other = typeof field.additionalProperties === "object" ? field.additionalProperties : {};
  return field.properties?.[step] ?? other;
}

/** One of the alternatives between which a field's `kind` decides; the first for an unknown kind. */
export function variant(field: FieldSchema, kind: string): FieldSchema {
  const reference = field.discriminator?.mapping[kind];
  return resolved(reference === undefined ? (field.oneOf?.[0] ?? {}) : { $ref: reference });
}

function root(): FieldSchema {
  return (schema.value ?? {});
}

function resolved(field: FieldSchema): FieldSchema {
  const { $ref, anyOf, ...own } = field;
  if ($ref !== undefined) return { ...resolved(root().$defs?.[$ref.slice("#/$defs/".length)] ?? {}), ...own };
  if (anyOf === undefined) return field;
  const given = anyOf.filter(({ type }) => type !== "null");
  const { items } = given.find(({ type }) => type === "array") ?? {};
  const either = given.length > 1 && items !== undefined ? { items } : {};
  return { ...resolved(given[0] ?? {}), ...either, ...own, nullable: given.length < anyOf.length };
}

export type Kind = "choice" | "switch" | "number" | "numbers" | "either" | "date" | "text";

/** How a field is filled in. */
export function kindOf(field: FieldSchema): Kind {
  if (field.enum !== undefined) return "choice";
  if (field.type === "boolean") return field.nullable ? "choice" : "switch";
  if (field.type === "integer" || field.type === "number") return "number";
  if (field.type === "array") return "numbers";
  if (field.items !== undefined) return "either"; // a text or a list
  return field.format === "date" ? "date" : "text";
}
