import { expect, it } from "vitest";
import { applyDefaults } from "../value/apply-defaults.ts";
import { convert } from "../value/convert.ts";
import { toJs } from "../value/plain.ts";
import { typeText } from "../value/type.ts";
import { parseExpression } from "./parse-file.ts";
import { readTypeConstraint } from "./read-type-constraint.ts";

function read(text: string) {
  return readTypeConstraint(parseExpression(text, "t").value);
}

it.each([
  ["string", "string"],
  ["any", "any"],
  ["list(map(bool))", "list(map(bool))"],
  ["tuple([string, set(number)])", "tuple([string, set(number)])"],
  ["object({ a = string, b = optional(number, 5) })", "object({a=string, b=optional(number)})"],
  ["object({\n  a = list(any)\n})", "object({a=list(any)})"],
])("reads %s", (text, wanted) => {
  const { value, diagnostics } = read(text);
  expect([typeText(value.type), diagnostics]).toEqual([wanted, []]);
});

it.each([
  ["list", 'The type "list" needs to know what is in it. Write for instance "list(string)".'],
  [
    '"string"',
    "Expected a type such as string, number, bool, any or list(string). Types are written without quotes and operators.",
  ],
  ["strng", 'There is no type "strng". Did you mean "string"?'],
  ["string(x)", 'The type "string" takes no arguments. Write it without parentheses.'],
  ["list()", 'The type "list" takes one argument, which says what is in it. Write for instance "list(string)".'],
  [
    "tuple(string)",
    'A tuple type lists the types of its elements in brackets. Write for instance "tuple([string, number])".',
  ],
  [
    "object(string)",
    'An object type names its attributes and their types in braces. Write for instance "object({ name = string })".',
  ],
  [
    'object({"a" = string})',
    "The names of attributes in an object type are written without quotes. Write a plain name.",
  ],
  ["optional(string)", 'The word "optional" stands only at the attributes of an object type. Remove it here.'],
  [
    'object({a = optional(number, "x")})',
    "This default does not fit the type of its attribute: a number is required. Change the one or the other.",
  ],
])("refuses %s", (text, detail) => {
  expect(read(text).diagnostics.map((d) => d.detail)).toEqual([detail]);
});

it("keeps the defaults of optional attributes at every depth", () => {
  const { value } = read(
    'map(object({ a = optional(string, "d"), b = optional(object({ c = optional(number, 1) }), {}) }))',
  );
  const given = parseExpression('{ x = {}, y = { a = "own", b = { c = null } } }', "t").value.evaluate(undefined).value;
  const converted = convert(applyDefaults(given, value.defaults), value.type);
  if (!("value" in converted)) throw new Error(converted.error);
  expect(toJs(converted.value)).toEqual({ x: { a: "d", b: { c: 1 } }, y: { a: "own", b: { c: 1 } } });
});
