import { convert, describeConversionError } from "../value/convert.ts";
import { type BigFloat, toBigInt } from "../value/number.ts";
import { T, typeName } from "../value/type.ts";
import type { Type, Value } from "../value/types.ts";
import { typeOf, unmark, withMarks } from "../value/value.ts";
import { type Fn, FunctionError, type Parameter } from "./contract.ts";

// What the definitions of the functions share: short makers of parameters and functions, and readers of arguments whose
// kind the parameter's type already guarantees.

type ParameterOptions = Omit<Parameter, "name" | "type">;

/** A parameter; options allow what is refused without them (null, unknown, marked). */
export function parameter(name: string, type: Type, options: ParameterOptions = {}): Parameter {
  return { name, type, ...options };
}

export const text = (name: string): Parameter => parameter(name, T.string);
export const numeric = (name: string): Parameter => parameter(name, T.number);

interface Definition {
  readonly description: string;
  readonly params?: readonly Parameter[];
  readonly variadic?: Parameter;
  /** The type of the result, where it does not depend on the arguments. */
  readonly type?: Type;
  readonly returns?: (args: readonly Value[]) => Type;
  readonly call: (args: readonly Value[], returns: Type) => Value;
}

/** A function of the language from what is particular to it. */
export function define({ params = [], type = T.dynamic, returns = () => type, ...rest }: Definition): Fn {
  return { params, returns, ...rest };
}

/** A function of texts that gives a text. */
export function textFunction(description: string, names: readonly string[], call: (...texts: string[]) => Value): Fn {
  return define({
    description,
    params: names.map(text),
    type: T.string,
    call: (args) => call(...args.map(textOf)),
  });
}

/**
 * For functions that leave the marks of elements on the elements: takes the arguments' own marks off before the call and
 * puts them on the result.
 */
export function keepingMarks(call: Definition["call"]): Definition["call"] {
  return (args, returns) => {
    const result = call(args.map(unmark), returns);
    return args.reduce((marked, arg) => withMarks(marked, arg.marks), result);
  };
}

export function textOf(value: Value | undefined): string {
  if (value?.k === "string") return value.value;
  throw new TypeError(`a string was promised, ${value?.k} came`);
}

export function numberOf(value: Value | undefined): BigFloat {
  if (value?.k === "number") return value.value;
  throw new TypeError(`a number was promised, ${value?.k} came`);
}

/** The items of a sequence, or the values of a map or object in the order of their keys. */
export function itemsOf(value: Value | undefined): readonly Value[] {
  if (value && "items" in value) return value.items;
  if (value && "entries" in value) return [...value.entries.values()];
  throw new TypeError(`a collection was promised, ${value?.k} came`);
}

export function entriesOf(value: Value | undefined): ReadonlyMap<string, Value> {
  if (value && "entries" in value) return value.entries;
  throw new TypeError(`a map was promised, ${value?.k} came`);
}

/** The argument as a whole number that a JS number holds; great ones become the nearest that it can. */
export function wholeOf(value: Value | undefined, argument: number): number {
  const whole = toBigInt(numberOf(value));
  if (whole === undefined) throw new FunctionError("a whole number is required", argument);
  if (BigInt.asIntN(64, whole) !== whole)
    throw new FunctionError("a whole number of at most 64 bits is required", argument);
  return Number(whole);
}

export function isSequenceType(type: Type): type is Type & { readonly k: "list" | "set" | "tuple" } {
  return type.k === "list" || type.k === "set" || type.k === "tuple";
}

/** The type of the argument, as the texts of errors name it. */
export function kindOf(value: Value): string {
  return typeName(typeOf(value));
}

/** A parameter of any type. */
export function anyValue(name: string, options: ParameterOptions = {}): Parameter {
  return parameter(name, T.dynamic, options);
}

/** The option of parameters whose marks the function itself takes care of. */
export const marked = { allowMarked: true } as const;

/** Converts an argument to a type that depends on others. @throws FunctionError where it does not convert */
export function convertArgument(value: Value, type: Type, argument: number): Value {
  const converted = convert(value, type);
  if ("value" in converted) return converted.value;
  throw new FunctionError(describeConversionError(converted), argument);
}

/** Whether it is the known value true. */
export function isTrue(value: Value): boolean {
  return value.k === "bool" && value.value;
}
