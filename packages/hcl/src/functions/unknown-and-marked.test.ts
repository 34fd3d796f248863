import { expect, test } from "vitest";
import { sameValue } from "../value/equality.ts";
import { T } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { V, withMarks } from "../value/value.ts";
import { callFunction } from "./call-function.ts";
import { standardFunctions } from "./standard-functions.ts";

const functions = standardFunctions({ baseDir: "/", cwd: "/", startedAt: new Date(0), env: {} });

const marked = (value: Value, ...marks: string[]) => withMarks(value, marks);
const texts = (...items: string[]) => V.list(T.string, items.map(V.string));
const openSet = V.set(T.string, [V.unknown(T.string), V.string("a")]);
const pair = T.tuple([T.string, T.string]);
const openList = V.unknown(T.list(T.string));

test.each<[string, readonly Value[], Value]>([
  ["values", [marked(V.unknown(T.map(T.string)), "x")], marked(openList, "x")],
  ["reverse", [marked(openList, "x")], marked(openList, "x")],
  ["concat", [marked(texts("a"), "x"), marked(openList, "y")], marked(openList, "x", "y")],
  [
    "chunklist",
    [V.list(T.string, [marked(V.string("a"), "x")]), V.unknown(T.number)],
    marked(V.unknown(T.list(T.list(T.string))), "x"),
  ],
  ["zipmap", [marked(texts("a"), "x"), openList], marked(V.unknown(T.map(T.string)), "x")],
  [
    "coalescelist",
    [marked(texts(), "x"), marked(V.tuple([V.string("c")]), "y")],
    marked(V.tuple([V.string("c")]), "x", "y"),
  ],
  ["formatlist", [V.string("%s"), openSet], openList],
  [
    "setproduct",
    [V.unknown(T.tuple([T.string, T.string])), texts("a")],
    V.list(pair, [V.unknown(pair), V.unknown(pair)]),
  ],
  ["setproduct", [openList, texts("a")], V.unknown(T.list(pair))],
  ["setproduct", [openSet, texts("a")], V.unknown(T.set(pair))],
  ["reverse", [openSet], openList],
  ["flatten", [V.tuple([openSet, V.string("b")])], V.unknown(T.dynamic)],
])("%s of %j", (name, args, want) => {
  const fn = functions.get(name);
  const result = fn ? callFunction(fn, args) : undefined;
  expect(result && "value" in result && sameValue(result.value, want)).toBe(true);
});

test("try keeps what it does not know yet a secret", () => {
  const argument = { value: () => V.tuple([marked(V.unknown(T.string), "x")]), asType: () => T.dynamic };
  const value = functions.get("try")?.lazy?.([argument]);
  expect(value && sameValue(value, marked(V.unknown(T.dynamic), "x"))).toBe(true);
});

test("texts that a function makes of something marked are told, and no others", () => {
  const noted: string[] = [];
  const told = standardFunctions({
    ...{ baseDir: "/", cwd: "/", startedAt: new Date(0), env: {} },
    noteDerived: (text) => noted.push(text),
  });
  const call = (name: string, ...args: Value[]) => {
    const fn = told.get(name);
    if (fn) callFunction(fn, args);
  };
  call("upper", V.string("plain"));
  call("upper", marked(V.string("secret"), "sensitive"));
  call("split", V.string(","), marked(V.string("a,b"), "sensitive"));
  call("length", marked(texts("x"), "sensitive"));
  expect(noted).toEqual(["SECRET", "a", "b"]);
});
