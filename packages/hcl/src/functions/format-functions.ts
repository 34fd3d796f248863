import { T } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { isWhollyKnown, typeOf, V } from "../value/value.ts";
import { type Fn, FunctionError, type Parameter } from "./contract.ts";
import { define, isSequenceType, itemsOf, parameter, text, textOf } from "./define-function.ts";
import { formatValue } from "./format-verb.ts";
import { parseFormat } from "./parse-format.ts";

function formatText(format: string, args: readonly Value[]): Value {
  let used = 0;
  let text: string | undefined = "";
  for (const part of parseFormat(format)) {
    if (typeof part === "string") {
      if (text !== undefined) text += part;
      continue;
    }
    const arg = args[part.argument - 1];
    if (!arg) {
      const have = args.length === 1 ? "there is 1" : `there are ${args.length}`;
      throw new FunctionError(
        `"${part.text}" at character ${part.offset} of the format takes argument ${part.argument}, but ${have}`,
        0,
      );
    }
    used = Math.max(used, part.argument);
    if (!isWhollyKnown(arg)) text = undefined;
    else if (text !== undefined) text += formatValue(part, arg);
  }
  if (args.length > used) {
    throw new FunctionError(`the format uses only ${used} of the ${args.length} arguments`, used + 1);
  }
  return text === undefined ? V.unknown(T.string) : V.string(text);
}

/** The number of elements of an argument that is iterated; undefined where it is not one, or not yet known. */
function lengthOf(arg: Value): number | undefined {
  const type = typeOf(arg);
  if (type.k === "tuple") return type.items.length;
  return arg.k === "list" || arg.k === "set" ? arg.items.length : undefined;
}

function formatList(format: string, args: readonly Value[]): Value {
  const sequences = args.map((arg) => (arg.k === "null" ? undefined : lengthOf(arg)));
  const first = sequences.findIndex((length) => length !== undefined);
  const length = sequences[first];
  for (const [i, other] of sequences.entries()) {
    if (other !== undefined && other !== length) {
      throw new FunctionError(
        `argument ${i + 1} has ${other} elements, but argument ${first + 1} has ${length}`,
        i + 1,
      );
    }
  }
  const isOpen = args.some(
    (arg) =>
      (arg.k === "unknown" && (isSequenceType(arg.type) || arg.type.k === "dynamic")) ||
      // Unknown items of a set may turn out to be equal to others, so there is no telling how many there are.
      (arg.k === "set" && arg.items.length > 1 && !isWhollyKnown(arg)),
  );
  if (isOpen) return V.unknown(T.list(T.string));
  const results = Array.from({ length: length ?? 1 }, (_, i) =>
    formatText(
      format,
      args.map((arg, j) => (sequences[j] === undefined ? arg : (itemsOf(arg)[i] ?? V.null(T.dynamic)))),
    ),
  );
  return V.list(T.string, results);
}

const anything: Parameter = parameter("args", T.dynamic, { allowNull: true, allowUnknown: true });

/** `format` and `formatlist`. */
export const formatFunctions: Readonly<Record<string, Fn>> = {
  format: define({
    description: "A text with values put into it by verbs such as %s and %d.",
    params: [text("format")],
    variadic: anything,
    type: T.string,
    call: ([format, ...args]) => formatText(textOf(format), args),
  }),
  formatlist: define({
    description: "The texts that a format gives for the elements of lists, taken in step.",
    params: [text("format")],
    variadic: anything,
    type: T.list(T.string),
    call: ([format, ...args]) => formatList(textOf(format), args),
  }),
};
