import { type Fn, FunctionError, type Parameter } from "../functions/contract.ts";
import { convert } from "../value/convert.ts";
import { T, typeEquals } from "../value/type.ts";
import type { Mark, Value } from "../value/types.ts";
import { marksDeep, typeOf, unmarkDeep, V, withMarks } from "../value/value.ts";

/** The result of a call, or what is wrong: with one argument (counted from 0), or as a whole. */
export type CallOutcome = { readonly value: Value } | { readonly error: string; readonly argument?: number };

/**
 * Calls a function by the conventions of the language: arguments are converted to the types of their parameters, may not be null,
 * make the result unknown where they are unknown, and pass their marks on to it, all unless the parameter says otherwise.
 * The number of arguments must be right already.
 */
export function callFunction(fn: Fn, given: readonly Value[]): CallOutcome {
  const marks = new Set<Mark>();
  const args: Value[] = [];
  let isUnknown = false;
  let isDynamic = false;
  for (const [i, argument] of given.entries()) {
    const parameter = fn.params[i] ?? fn.variadic;
    if (!parameter)
      throw new Error(`A function of ${fn.params.length} parameters was called with ${given.length} arguments`);
    const prepared = prepare(argument, parameter, marks);
    if (typeof prepared === "string") return { error: prepared, argument: i };
    if (prepared.k === "unknown" && !parameter.allowUnknown) {
      isUnknown = true;
      isDynamic ||= prepared.type.k === "dynamic";
    }
    args.push(prepared);
  }
  if (isDynamic) return { value: withMarks(V.unknown(T.dynamic), marks) };
  try {
    const returns = fn.returns(args);
    if (isUnknown) return { value: withMarks(V.unknown(returns), marks) };
    return { value: withMarks(fn.call(args, returns), marks) };
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    return error.argument === undefined ? { error: error.message } : { error: error.message, argument: error.argument };
  }
}

/** The argument as the function gets it, or what is wrong with it. */
function prepare(argument: Value, parameter: Parameter, marks: Set<Mark>): Value | string {
  const isOfType = parameter.type.k === "dynamic" || typeEquals(typeOf(argument), parameter.type);
  const converted = isOfType ? { value: argument } : convert(argument, parameter.type);
  if (!("value" in converted)) return converted.error;
  if (converted.value.k === "null" && !parameter.allowNull) return "argument must not be null";
  if (parameter.allowMarked) return converted.value;
  const own = marksDeep(converted.value);
  if (own.size === 0) return converted.value;
  for (const mark of own) marks.add(mark);
  return unmarkDeep(converted.value);
}
