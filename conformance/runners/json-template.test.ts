import { expect, it } from "vitest";
import { runJsonTemplateCase } from "./json-template.ts";

it.each([
  ["refused although it is right", { error: true }, "an error was expected, none came"],
  [
    "another type",
    { want: { Builders: { a: { Name: "a", Type: "b" } } } },
    'Builders: {"a":{"Name":"a","Type":"b"}} was expected, {"a":{"Name":"a","Type":"a"}} came',
  ],
  ["nothing wanted", { want: {} }, 'Builders: undefined was expected, {"a":{"Name":"a","Type":"a"}} came'],
  ["another kind", { kind: "other" }, "a case of unknown kind other"],
])("a case that fails says why: %s", (_, given, text) => {
  const base = { id: "x", kind: "parse", file: "x.json", template: '{"builders":[{"type":"a"}]}', error: false };
  expect(runJsonTemplateCase({ ...base, ...given })).toEqual({ passed: false, text });
});
