import { expect, test } from "vitest";
import { explainUnresolved } from "./explain-unresolved.ts";

test.each([
  ["an undeclared variable", { a: "{{user `x`}}" }, ['a: "x", which is not declared']],
  ["one in double quotes", { a: '{{ user "x" }}' }, ['a: "x", which is not declared']],
  ["what reads such a one", { a: "{{user `b`}}", b: "-{{user `x`}}" }, ['b: "x", which is not declared']],
  ["itself", { a: "{{user `a`}}" }, ["a: reads this one again"]],
  ["a circle", { a: "{{user `b`}}", b: "{{user `a`}}" }, ["a: reads this one again", "b: reads this one again"]],
  ["what reads a circle", { a: "{{user `b`}}", b: "{{user `b`}}" }, ["b: reads this one again"]],
  ["something else", { a: "{{ user (build `ID`) }}" }, ["a: has no value yet"]],
])("%s", (_, values, expected) => {
  const reasons = explainUnresolved(new Map(Object.entries(values)), (name) => name in values);
  const found = [...reasons].map(([name, detail]) => {
    const [reason] = /"x", which is not declared|reads this one again|has no value yet/.exec(detail) ?? [];
    return `${name}: ${reason}`;
  });
  expect(found).toEqual(expected);
});

test("circles of any size are found at once", () => {
  const values = new Map(Array.from({ length: 50_000 }, (_, i) => [`v${i}`, `{{user \`v${(i + 1) % 50_000}\`}}`]));
  expect(explainUnresolved(values, () => true).size).toBe(50_000);
});
