import { expect, test } from "vitest";
import { runCtyFunctionCase } from "./cty-function.ts";

const text = (value: string) => ({ cty: "string", value });
const open = (type: unknown, refine?: unknown) => ({ cty: "unknown", type, ...(refine ? { refine } : {}) });
const run = (name: string, args: readonly unknown[], want: unknown, rest = {}) =>
  runCtyFunctionCase({ id: "x", function: name, packer: null, args, want, error: false, ...rest }).text;

test("an unknown result is right where the case says more of an argument than its type, or less", () => {
  const prefixed = open("string", { StringPrefix: ["a"] });
  expect(run("Upper", [prefixed], text("A"))).toBe("");
  expect(run("JSONDecode", [prefixed], null, { error: true })).toBe("");
  expect(run("Upper", [open("dynamic")], open("dynamic"))).toBe("");
  expect(run("Upper", [open("string")], open("dynamic"))).toContain("was expected");
});

test.each([
  ["Reverse", [text("ab")], text("ba")],
  ["SetHasElement", [{ cty: "set", elem: "string", value: [text("a")] }, text("a")], { cty: "bool", value: true }],
  ["Absolute", [{ cty: "number", value: "-1" }], { cty: "number", value: "1" }],
  ["TrimPrefix", [text("ab"), text("a")], text("b")],
])("%s is found by its name in cty", (name, args, want) => {
  expect(run(name, args, want)).toBe("");
});

test("a string has no length in cty, and arguments of a call from a program are not converted", () => {
  expect(run("Length", [text("ab")], null, { error: true })).toBe("");
  expect(run("Upper", [{ cty: "bool", value: true }], null, { error: true, direct_only: true })).toBe("");
  const list = { cty: "list", elem: "string", value: [text("a")] };
  expect(run("Distinct", [list], list, { direct_only: true })).toBe("");
  expect(run("Upper", [open("dynamic")], open("string"), { direct_only: true })).toBe("");
});
