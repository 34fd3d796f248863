import { expect, it } from "vitest";
import { equals } from "../../value/equality.ts";
import { T } from "../../value/type.ts";
import { V } from "../../value/value.ts";
import type { Scope } from "../contract.ts";
import { readTypeConstraint } from "../read-type-constraint.ts";
import { parseJsonFile } from "./parse-json-file.ts";

const schema = {
  attributes: [{ name: "version" }, { name: "name", required: true }],
  blocks: [
    { type: "source", labels: ["type", "name"] },
    { type: "build", labels: [] },
  ],
};
const scope: Scope = { variables: new Map([["x", V.number(5)]]), functions: new Map() };

function read(text: string) {
  const parsed = parseJsonFile(text, "t.pkr.json");
  const { value, diagnostics } = parsed.file.body.content(schema);
  return {
    attributes: [...value.attributes.keys()],
    blocks: value.blocks.map((b) => [b.type, ...b.labels].join(".")),
    errors: [...parsed.diagnostics, ...diagnostics].map((d) => d.summary),
  };
}

it.each([
  ['{"name": 1, "//": "comment"}', ["name"], [], []],
  ['[{"name": 1}, {"build": {}}]', ["name"], ["build"], []],
  [
    '{"name": 1, "source": {"a": {"b": {}, "c": {}}, "d": {"e": {}}}}',
    ["name"],
    ["source.a.b", "source.a.c", "source.d.e"],
    [],
  ],
  [
    '{"name": 1, "source": [{"a": {"b": {}}}, {"a": [{"c": {}}, {"d": [{}, {}]}]}]}',
    ["name"],
    ["source.a.b", "source.a.c", "source.a.d", "source.a.d"],
    [],
  ],
  ['{"name": 1, "build": [{}, {}], "build": null}', ["name"], ["build", "build"], []],
  ['{"name": 1, "name": 2}', ["name"], [], ["Duplicate argument"]],
  ['{"nmae": 1}', [], [], ["Extraneous JSON object property"]],
  ["{}", [], [], ["Missing required argument"]],
  ['{"name": 1, "source": {"a": {}}}', ["name"], [], ["Missing block label"]],
  // As Packer 1.6.6 has it: an empty level of labels is a mistake, an empty member of a level with others is none.
  ['{"name": 1, "source": null, "build": null}', ["name"], [], ["Missing block label"]],
  ['{"name": 1, "source": {"a": []}}', ["name"], [], ["Missing block label"]],
  ['{"name": 1, "source": [{"a": {"b": null}}, {}], "build": []}', ["name"], [], []],
  [
    '{"name": 1, "source": {"a": {"b": [null, {}]}}, "build": [null]}',
    ["name"],
    ["source.a.b", "source.a.b", "build"],
    [],
  ],
  ['{"name": 1, "source": [null]}', ["name"], [], ["Incorrect JSON value type"]],
  ['{"name": 1, "source": {"//": "comment", "a": {"b": {}}}}', ["name"], ["source.a.b"], ["Incorrect JSON value type"]],
  ['{"name": 1, "source": "a", "build": 1}', ["name"], [], ["Incorrect JSON value type", "Incorrect JSON value type"]],
  ["5", [], [], ["Root value must be object", "Missing required argument"]],
])("reads %s", (text, attributes, blocks, errors) => {
  expect(read(text)).toEqual({ attributes, blocks, errors });
});

it("leaves what a schema does not name to the rest", () => {
  const { body } = parseJsonFile('{"name": 1, "other": 2}', "t").file;
  const { rest } = body.partial(schema).value;
  expect([...rest.attributes().value.keys()]).toEqual(["other"]);
});

function evaluate(json: string, within: Scope | undefined) {
  const { body } = parseJsonFile(`{"v": ${json}}`, "t").file;
  const expression = body.attributes().value.get("v")?.expression;
  if (!expression) throw new Error("no expression");
  const { value, diagnostics } = expression.evaluate(within);
  return { value, errors: diagnostics.map((d) => `${d.subject?.start.column} ${d.summary}`) };
}

it.each([
  ['"${x}"', V.number(5)],
  ['"a${x}"', V.string("a5")],
  ['"$${x}"', V.string("${x}")],
  ['"\\\\n"', V.string("\\n")],
  ["1.50", V.number(1.5)],
  ["null", V.null(T.dynamic)],
  ['[true, "x"]', V.tuple([V.bool(true), V.string("x")])],
  ['{"k${x}": 1, "//": 2}', V.object({ k5: V.number(1), "//": V.number(2) })],
])("evaluates %s", (json, wanted) => {
  const { value, errors } = evaluate(json, scope);
  expect(errors).toEqual([]);
  expect(equals(value, wanted)).toEqual(V.bool(true));
});

it("takes strings as they are where no scope is given", () => {
  expect(evaluate('"${x}"', undefined)).toEqual({ value: V.string("${x}"), errors: [] });
});

it.each([
  ['"a${y}"', ["11 Unknown variable"]],
  ['"\\u00e9${y}"', ["16 Unknown variable"]],
  ['"${"', ["8 Unclosed template sequence"]],
  ['{"a": 1, "a": 2}', ["16 Duplicate object attribute"]],
])("points into the string in %s", (json, errors) => {
  expect(evaluate(json, scope).errors).toEqual(errors);
});

it("reads types, names and calls from strings", () => {
  const attributes = parseJsonFile(
    '{"t": "list(string)", "n": "var.a", "l": ["a"], "v": "${var.b} ${local.c}"}',
    "t",
  ).file.body.attributes().value;
  const get = (name: string) => {
    const expression = attributes.get(name)?.expression;
    if (!expression) throw new Error(`no ${name}`);
    return expression;
  };
  expect(readTypeConstraint(get("t")).value.type).toEqual(T.list(T.string));
  expect(get("n").asTraversal()?.steps).toHaveLength(1);
  expect(get("l").asList()).toHaveLength(1);
  expect(
    get("v")
      .variables()
      .map((t) => t.root),
  ).toEqual(["var", "local"]);
});
