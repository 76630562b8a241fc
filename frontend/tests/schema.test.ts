import { beforeEach, describe, expect, it } from "vitest";
import { fieldSchema, kindOf, membersOf } from "../src/form/schema";
import { sentence } from "../src/form/fieldMessages";
import { putInWorkspace } from "../src/state/draft";
import { schema } from "../src/state/library";

beforeEach(() => {
  schema.value = {
    properties: {
      token: { $ref: "#/$defs/Token" },
      stake: { anyOf: [{ $ref: "#/$defs/Stake" }, { type: "null" }] },
      kind: { oneOf: [{ $ref: "#/$defs/Cliff" }], discriminator: { propertyName: "kind", mapping: { cliff: "#/$defs/Cliff", line: "#/$defs/Line" } } },
      either: { anyOf: [{ type: "string" }, { type: "array", items: { type: "number" } }] },
      many: { additionalProperties: { title: "One" } },
    },
    $defs: {
      Token: { properties: { name: { title: "Name", type: "string" }, start: { type: "string", format: "date" } } },
      Stake: { properties: { apy: { title: "Yield", type: "number" } } },
      Cliff: { properties: { month: { title: "Month of the cliff", type: "integer" } } },
      Line: { properties: { month: { title: "First month", type: "integer" } } },
    },
  };
});

describe("the field at a path", () => {
  it.each([
    [["token", "name"], "Name"],
    [["stake", "apy"], "Yield"],
    [["many", "anything"], "One"],
    [["nowhere", 3, "deep"], undefined],
  ])("%j is called %s", (path, title) => {
    expect(fieldSchema(path).title).toBe(title);
  });

  it.each(["cliff", "line"])("of a kind is that of the design's kind: %s", (kind) => {
    putInWorkspace({ kind: { kind } });
    expect(fieldSchema(["kind", "month"]).title).toBe(kind === "cliff" ? "Month of the cliff" : "First month");
  });

  it("says whether nothing may stand there", () => {
    expect(fieldSchema(["stake"]).nullable).toBe(true);
  });

  it("has its members in the service's order", () => {
    expect(membersOf(["token"])).toEqual(["name", "start"]);
  });
});

it.each([
  [{ enum: ["a"] }, "choice"],
  [{ type: "boolean" }, "switch"],
  [{ type: "boolean", nullable: true }, "choice"],
  [{ type: "integer" }, "number"],
  [{ type: "array", items: {} }, "numbers"],
  [{ type: "string", items: {} }, "either"],
  [{ type: "string", format: "date" }, "date"],
  [{}, "text"],
])("%j is filled in as a %s", (field, kind) => {
  expect(kindOf(field)).toBe(kind);
});

it.each([
  ["must be at most 100", "Must be at most 100."],
  ["cliff_months: too long", "cliff_months: too long."],
  ["Why not?", "Why not?"],
])("%j is said as %j", (message, said) => {
  expect(sentence(message)).toBe(said);
});
