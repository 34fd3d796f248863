import { longestText } from "../limits.ts";
import { convert, describeConversionError } from "../value/convert.ts";
import type { Mark, Value } from "../value/types.ts";
import { isKnown, marksDeep, partsOfValue, unmarkDeep, V, withMarks } from "../value/value.ts";
import { type Fn, FunctionError, type Parameter } from "./contract.ts";

/** The result of a call, or what was wrong; `argument` counts from 0. */
export type CallResult = { readonly value: Value } | { readonly error: string; readonly argument?: number };

/**
 * Calls a function by the conventions of the language: arguments are converted to the types of their parameters, null is
 * refused unless allowed, an unknown argument makes the result unknown unless allowed, and the marks of arguments pass to
 * the result unless the function deals with them itself. Not for functions that are `lazy`.
 */
export function callFunction(fn: Fn, args: readonly Value[]): CallResult {
  const wrongCount = checkCount(fn, args.length);
  if (wrongCount) return { error: wrongCount };
  const marks = new Set<Mark>();
  const ready: Value[] = [];
  let isBlocked = false;
  for (const [i, given] of args.entries()) {
    const parameter = fn.params[i] ?? fn.variadic;
    if (!parameter) break;
    const arg = takeMarks(given, parameter, marks);
    const converted = convert(arg, parameter.type);
    if ("error" in converted) return { error: describeConversionError(converted), argument: i };
    if (converted.value.k === "null" && !parameter.allowNull)
      return { error: "argument must not be null", argument: i };
    if (!isKnown(converted.value) && !parameter.allowUnknown) isBlocked = true;
    ready.push(converted.value);
  }
  try {
    const returns = fn.returns(ready);
    if (!isBlocked) {
      const value = fn.call(ready, returns);
      if (value.k === "string" && value.value.length > longestText) return { error: tooLong };
      if (fn.noteMarked && marks.size > 0) noteTexts(value, fn.noteMarked);
      return { value: withMarks(value, marks) };
    }
    // What is marked must stay so, also where the function that would keep its marks is not called.
    return { value: withMarks(V.unknown(returns), [...marks, ...ready.flatMap((arg) => [...marksDeep(arg)])]) };
  } catch (error) {
    if (isTooLong(error)) return { error: tooLong };
    if (!(error instanceof FunctionError)) throw error;
    return { error: error.message, ...(error.argument === undefined ? {} : { argument: error.argument }) };
  }
}

function noteTexts(value: Value, note: (text: string) => void): void {
  if (value.k === "string") note(value.value);
  else for (const part of partsOfValue(value)) noteTexts(part, note);
}

const tooLong = `the text that it makes is longer than ${longestText} characters`;

/** Longer texts and lists than the machine has numbers for, which it says in words of its own. */
function isTooLong(error: unknown): boolean {
  return error instanceof RangeError && /^Invalid (?:string|array) length|^Array buffer allocation/.test(error.message);
}

function checkCount(fn: Fn, given: number): string | undefined {
  const wanted = fn.params.length;
  if (given === wanted || (given > wanted && fn.variadic)) return undefined;
  const least = fn.variadic ? "at least " : "";
  return `${least}${wanted} ${wanted === 1 ? "argument is" : "arguments are"} expected, but ${given} given`;
}

function takeMarks(given: Value, parameter: Parameter, into: Set<Mark>): Value {
  if (parameter.allowMarked) return given;
  const marks = marksDeep(given);
  if (marks.size === 0) return given;
  for (const mark of marks) into.add(mark);
  return unmarkDeep(given);
}
