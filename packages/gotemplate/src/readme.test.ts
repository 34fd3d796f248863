import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseTemplate, render } from "./index.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

/** A cell between backquotes; a bar in it is written as an entity. */
const cell = "`(.*?)`";
const rows = [...readme.matchAll(new RegExp(`^\\| ${cell} \\| ${cell} \\| ${cell} \\|$`, "gm"))].map((row) =>
  row.slice(1).map((text) => text.replaceAll("&#124;", "|")),
);

test.each(rows)("%s with %s", (text = "", data = "", expected) => {
  expect(render(parseTemplate(text, { functions: [] }).template, JSON.parse(data))).toBe(expected);
});

test("the first example", () => {
  expect(rows).toHaveLength(9);
  const { template } = parseTemplate("Hello {{.name | upper}}!", { functions: ["upper"] });
  const upper = { parameters: ["string"] as const, run: (text: unknown) => String(text).toUpperCase() };
  expect(render(template, { name: "you" }, { upper })).toBe("Hello YOU!");
  expect(readme).toContain('parseTemplate("Hello {{.name | upper}}!", { functions: ["upper"] })');
});
