import { bitLength, roundToFloat } from "../value/binary-float.ts";
import { convert } from "../value/convert.ts";
import {
  abs,
  add,
  type BigFloat,
  ceil,
  cmp,
  floor,
  fromJsNumber,
  positiveInfinity,
  sign,
  toJsNumber,
} from "../value/number.ts";
import { T } from "../value/type.ts";
import type { Value } from "../value/types.ts";
import { isWhollyKnown, typeOf, V } from "../value/value.ts";
import { type Fn, FunctionError } from "./contract.ts";
import {
  define,
  isSequenceType,
  itemsOf,
  kindOf,
  numberOf,
  numeric,
  parameter,
  textOf,
  wholeOf,
} from "./define-function.ts";
import { raiseToPower } from "./raise-to-power.ts";

function unary(description: string, compute: (n: BigFloat) => BigFloat): Fn {
  return define({
    description,
    params: [numeric("num")],
    type: T.number,
    call: ([num]) => V.number(compute(numberOf(num))),
  });
}

/** A function that Go computes in machine floats. */
function machineFunction(
  description: string,
  names: readonly [string, string],
  compute: (a: number, b: number) => number,
): Fn {
  return define({
    description,
    params: names.map(numeric),
    type: T.number,
    call: ([a, b]) => {
      const result = compute(machineNumber(a, 0), machineNumber(b, 1));
      if (Number.isNaN(result)) throw new FunctionError("the result is not a number");
      return V.number(Number.isSafeInteger(result) ? { ...fromJsNumber(result), precision: 53 } : result);
    },
  });
}

function machineNumber(value: Value | undefined, index: number): number {
  const number = numberOf(value);
  const float = toJsNumber(number);
  if (Number.isFinite(float) || number.k === "infinite") return float;
  throw new FunctionError("the number is too great for a machine float, which goes to 1.797e308", index);
}

function extreme(description: string, isBetter: (order: number) => boolean): Fn {
  return define({
    description,
    variadic: numeric("numbers"),
    type: T.number,
    call: (args) => {
      const [first, ...rest] = args.map(numberOf);
      if (!first) throw new FunctionError("at least one number must be given");
      return V.number(rest.reduce((best, n) => (isBetter(cmp(n, best)) ? n : best), first));
    },
  });
}

const digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

function parseInteger(text: string, base: number): bigint {
  const body = text.replace(/^[+-]/, "");
  let whole = 0n;
  for (const character of base <= 36 ? body.toLowerCase() : body) {
    const digit = digits.indexOf(character);
    if (digit < 0 || digit >= base) throw new FunctionError(`"${text}" is not a whole number in base ${base}`, 0);
    whole = whole * BigInt(base) + BigInt(digit);
  }
  if (body === "") throw new FunctionError("an empty text is not a whole number", 0);
  return text.startsWith("-") ? -whole : whole;
}

function sum(collection: Value): Value {
  if (!isSequenceType(typeOf(collection))) {
    throw new FunctionError(`a list, set or tuple of numbers is required, but this is a ${kindOf(collection)}`, 0);
  }
  const items = itemsOf(collection);
  if (items.length === 0) throw new FunctionError("cannot sum an empty list", 0);
  if (!isWhollyKnown(collection)) return V.unknown(T.number);
  let total: BigFloat | undefined;
  for (const [i, item] of items.entries()) {
    const converted = convert(item, T.number);
    if ("error" in converted || converted.value.k !== "number") {
      throw new FunctionError(`element ${i} must be a number and not null`, 0);
    }
    total = total ? add(total, converted.value.value) : converted.value.value;
    if (!total) throw new FunctionError("cannot add infinity and negative infinity", 0);
  }
  return V.number(total ?? positiveInfinity);
}

/** Functions of numbers. */
export const numericFunctions: Readonly<Record<string, Fn>> = {
  abs: unary("The magnitude of a number.", abs),
  ceil: unary("The number rounded up to a whole number.", ceil),
  floor: unary("The number rounded down to a whole number.", floor),
  log: machineFunction(
    "The logarithm of a number to a base.",
    ["num", "base"],
    (n, base) => Math.log(n) / Math.log(base),
  ),
  pow: machineFunction("A number raised to a power.", ["num", "power"], raiseToPower),
  max: extreme("The greatest of the numbers.", (order) => order > 0),
  min: extreme("The smallest of the numbers.", (order) => order < 0),
  parseint: define({
    description: "The whole number that a text writes in a base from 2 to 62.",
    params: [parameter("number", T.dynamic), numeric("base")],
    returns: ([number]) => {
      if (number && typeOf(number).k !== "string" && typeOf(number).k !== "dynamic") {
        throw new FunctionError(`a text is required, but this is a ${kindOf(number)}`, 0);
      }
      return T.number;
    },
    call: ([number, base]) => {
      const radix = wholeOf(base, 1);
      if (radix < 2 || radix > 62) throw new FunctionError("the base must be a whole number from 2 to 62", 1);
      const whole = parseInteger(textOf(number), radix);
      return V.number(roundToFloat(whole, 0, Math.max(64, bitLength(whole))));
    },
  }),
  signum: define({
    description: "-1, 0 or 1 as the whole number is negative, zero or positive.",
    params: [numeric("num")],
    type: T.number,
    call: ([num]) => {
      wholeOf(num, 0);
      return V.number(sign(numberOf(num)));
    },
  }),
  sum: define({
    description: "The sum of a list, set or tuple of numbers.",
    params: [parameter("list", T.dynamic)],
    type: T.number,
    call: ([list = V.tuple([])]) => sum(list),
  }),
};
