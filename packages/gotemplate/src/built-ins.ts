// The functions of the template language itself. `and` and `or` are not here: they do not evaluate all their arguments,
// so the renderer knows them.
import { areEqual, isLess } from "./compare-values.ts";
import { escapeHtml, escapeJs, escapeUrlQuery } from "./escape-text.ts";
import { show, sprint, sprintf, sprintln } from "./format-printf.ts";
import { describeType, entryOf, isTruthy, kindOf, listOf, numberOf, toPlain } from "./values.ts";

const noValueText = "<no value>";

type BuiltIn = (args: readonly unknown[]) => unknown;

function text(args: readonly unknown[]): string {
  const [only] = args;
  if (args.length === 1 && typeof only === "string") return only;
  // What is not there is written out here as in the output itself.
  return sprint(args.map((arg) => (kindOf(arg) === "nil" ? noValueText : arg)));
}

/** What each built-in does with its arguments; they throw plain errors. */
export const builtIns: ReadonlyMap<string, BuiltIn> = new Map<string, BuiltIn>([
  ["not", (args) => !isTruthy(exactly("not", args, 1)[0])],
  ["len", (args) => lengthOf(exactly("len", args, 1)[0])],
  ["index", (args) => args.slice(1).reduce(indexInto, indexable(atLeast("index", args, 1)[0]))],
  ["slice", (args) => sliceOf(atLeast("slice", args, 1)[0], args.slice(1))],
  ["print", sprint],
  ["println", sprintln],
  ["printf", ([format, ...args]) => formatted(format, args)],
  ["html", (args) => escapeHtml(text(args))],
  ["js", (args) => escapeJs(text(args))],
  ["urlquery", (args) => escapeUrlQuery(text(args))],
  ["call", (args) => callValue(atLeast("call", args, 1)[0], args.slice(1))],
  [
    "eq",
    (args) =>
      atLeast("eq", args, 2)
        .slice(1)
        .some((other) => areEqual(args[0], other)),
  ],
  ["ne", (args) => !areEqual(exactly("ne", args, 2)[0], args[1])],
  ["lt", (args) => isLess(exactly("lt", args, 2)[0], args[1])],
  ["le", (args) => isLess(exactly("le", args, 2)[0], args[1]) || areEqual(args[0], args[1])],
  ["gt", (args) => !isLess(exactly("gt", args, 2)[0], args[1]) && !areEqual(args[0], args[1])],
  ["ge", (args) => !isLess(exactly("ge", args, 2)[0], args[1])],
]);

/** The names that every template may call. */
export const builtInNames: readonly string[] = ["and", "or", ...builtIns.keys()];

function exactly(name: string, args: readonly unknown[], count: number): readonly unknown[] {
  if (args.length !== count)
    throw new Error(`${name} takes ${count} argument${count === 1 ? "" : "s"}, ${args.length} given`);
  return args;
}

function atLeast(name: string, args: readonly unknown[], count: number): readonly unknown[] {
  if (args.length < count)
    throw new Error(`${name} takes at least ${count} argument${count === 1 ? "" : "s"}, ${args.length} given`);
  return args;
}

function formatted(format: unknown, args: readonly unknown[]): string {
  if (typeof format !== "string") throw new Error(`the format must be a string, this is ${describeType(format)}`);
  return sprintf(format, args);
}

function lengthOf(value: unknown): number {
  switch (kindOf(value)) {
    case "string":
      return Buffer.byteLength(String(value));
    case "list":
      return listOf(value).length;
    case "map":
      return value instanceof Map ? value.size : Object.keys(Object(value)).length;
    default:
      throw new Error(`${describeType(value)} has no length`);
  }
}

function indexable(value: unknown): unknown {
  if (kindOf(value) === "nil") throw new Error("nil has no elements");
  return value;
}

function indexInto(value: unknown, key: unknown): unknown {
  switch (kindOf(value)) {
    case "map":
      if (kindOf(key) === "nil") throw new Error("the key is nil");
      if (!(value instanceof Map) && typeof key !== "string") {
        throw new Error(`the keys are strings, and this key is ${describeType(key)}`);
      }
      return entryOf(value, toPlain(key));
    case "list": {
      const list = listOf(value);
      return list[position(key, list.length - 1)];
    }
    case "string": {
      const bytes = Buffer.from(String(value));
      return bytes[position(key, bytes.length - 1)];
    }
    case "nil":
      throw new Error("nil has no elements");
    default:
      throw new Error(`${describeType(value)} has no elements`);
  }
}

function sliceOf(value: unknown, bounds: readonly unknown[]): unknown {
  const kind = kindOf(value);
  if (kind !== "string" && kind !== "list") throw new Error(`${describeType(value)} cannot be sliced`);
  if (bounds.length > 3) throw new Error(`at most three indexes, ${bounds.length} given`);
  if (bounds.length === 3 && kind === "string") throw new Error("a string cannot be sliced with three indexes");
  const length = lengthOf(value);
  const [from = 0, to = length, limit = length] = bounds.map((bound) => position(bound, length));
  if (from > to) throw new Error(`the slice begins at ${from}, behind its end at ${to}`);
  if (to > limit) throw new Error(`the slice ends at ${to}, behind its limit at ${limit}`);
  return kind === "list"
    ? listOf(value).slice(from, to)
    : Buffer.from(String(value)).subarray(from, to).toString("utf8");
}

function position(value: unknown, max: number): number {
  if (kindOf(value) !== "int") throw new Error(`an index is an int, this is ${describeType(value)}`);
  const index = numberOf(value);
  if (index < 0 || index > max) throw new Error(`the index ${show(value)} is out of range`);
  return index;
}

function callValue(callee: unknown, args: readonly unknown[]): unknown {
  if (typeof callee !== "function") throw new Error(`${describeType(callee)} cannot be called`);
  return Reflect.apply(callee, undefined, args.map(toPlain));
}
