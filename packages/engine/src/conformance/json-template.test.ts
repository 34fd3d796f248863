import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type JsonTemplateCase, runJsonTemplateCase } from "./json-template.ts";

// The cases that other people wrote, where their folder is at hand: next to the repository, or where INGOT_CONFORMANCE says.

const root = join(import.meta.dirname, "../../../..");
const folder = process.env.INGOT_CONFORMANCE ?? join(root, "../shared/conformance");
const path = join(folder, "vectors/json_template.json");

describe.skipIf(!existsSync(path))("the vectors of json_template (skipped where they are not at hand)", () => {
  it("all pass", () => {
    const { cases } = JSON.parse(readFileSync(path, "utf8")) as { cases: JsonTemplateCase[] };
    const failures = cases
      .map((given) => `${given.id}: ${runJsonTemplateCase(given).text}`)
      .filter((line) => !line.endsWith(": "));
    expect(failures).toEqual([]);
  });
});

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
