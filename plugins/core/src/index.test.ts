import { describeSchema, renderReferencePage } from "@ingot/sdk";
import { expect, test } from "vitest";
import core from "./index.ts";

const components = [
  ...Object.entries(core.builders).map((entry) => ["builder", ...entry] as const),
  ...Object.entries(core.provisioners).map((entry) => ["provisioner", ...entry] as const),
  ...Object.entries(core.postProcessors).map((entry) => ["post-processor", ...entry] as const),
  ...Object.entries(core.dataSources).map((entry) => ["data source", ...entry] as const),
];

test.each(components)("the %s %s says what each of its settings is for", (kind, name, component) => {
  const silent = describeSchema(component.schema).filter((field) => field.doc === "");
  expect(silent.map((field) => field.name)).toEqual([]);
  expect(renderReferencePage(kind, name, component)).toContain(component.doc);
});
