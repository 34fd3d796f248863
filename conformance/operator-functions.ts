import { collectionFunctions } from "../packages/hcl/src/functions/collection-functions.ts";
import { type Fn, FunctionError } from "../packages/hcl/src/functions/contract.ts";
import {
  define,
  itemsOf,
  keepingMarks,
  kindOf,
  numberOf,
  numeric,
  parameter,
  textOf,
} from "../packages/hcl/src/functions/define-function.ts";
import { setOperations } from "../packages/hcl/src/functions/set-functions.ts";
import { countGraphemes } from "../packages/hcl/src/graphemes.ts";
import { convert } from "../packages/hcl/src/value/convert.ts";
import { equals } from "../packages/hcl/src/value/equality.ts";
import {
  add,
  type BigFloat,
  cmp,
  div,
  isInteger,
  mul,
  neg,
  rem,
  sub,
  toJsNumber,
  truncate,
} from "../packages/hcl/src/value/number.ts";
import { T } from "../packages/hcl/src/value/type.ts";
import type { Type, Value } from "../packages/hcl/src/value/types.ts";
import { unify } from "../packages/hcl/src/value/unify.ts";
import { typeOf, V } from "../packages/hcl/src/value/value.ts";

// Functions of cty that the language offers as operators, or not at all. Their names are those of cty's standard library.

const bool = (name: string) => parameter(name, T.bool);
const any = (name: string) => parameter(name, T.dynamic, { allowUnknown: true, allowNull: true });

function logic(description: string, names: readonly string[], compute: (...values: boolean[]) => boolean): Fn {
  return define({
    description,
    params: names.map(bool),
    type: T.bool,
    call: (args) => V.bool(compute(...args.map((arg) => arg.k === "bool" && arg.value))),
  });
}

function arithmetic(description: string, compute: (a: BigFloat, b: BigFloat) => BigFloat | undefined): Fn {
  return define({
    description,
    params: [numeric("a"), numeric("b")],
    type: T.number,
    call: ([a, b]) => {
      const result = compute(numberOf(a), numberOf(b));
      if (!result) throw new FunctionError("the result is not a number");
      return V.number(result);
    },
  });
}

function comparison(description: string, holds: (order: number) => boolean): Fn {
  return define({
    description,
    params: [numeric("a"), numeric("b")],
    type: T.bool,
    call: ([a, b]) => V.bool(holds(cmp(numberOf(a), numberOf(b)))),
  });
}

function partType([collection, key]: readonly Value[]): Type {
  const type = collection ? typeOf(collection) : T.dynamic;
  if (type.k === "list" || type.k === "map") return type.of;
  if (type.k === "dynamic") return T.dynamic;
  if (type.k === "tuple" && key?.k === "number") return type.items[toJsNumber(key.value)] ?? T.dynamic;
  if ((type.k === "tuple" || type.k === "object") && key?.k === "unknown") return T.dynamic;
  if (type.k === "object" && key?.k === "string") return type.attributes.get(key.value) ?? T.dynamic;
  throw new FunctionError(`a ${type.k} cannot be indexed`, 0);
}

/** The part at a key, which is not converted; undefined where there is none. */
function partAt(collection: Value, key: Value): Value | undefined {
  if (collection.k === "list" || collection.k === "tuple") {
    return key.k === "number" && isInteger(key.value) ? collection.items[toJsNumber(key.value)] : undefined;
  }
  if (collection.k === "map" || collection.k === "object") {
    return key.k === "string" ? collection.entries.get(key.value) : undefined;
  }
  throw new FunctionError(`a ${kindOf(collection)} cannot be indexed`, 0);
}

function firstNotNull(args: readonly Value[], type: Type): Value {
  for (const arg of args) {
    if (arg.k === "unknown") return V.unknown(type);
    if (arg.k === "null") continue;
    const converted = convert(arg, type);
    if ("value" in converted) return converted.value;
  }
  throw new FunctionError("all arguments are null");
}

function hasElement(set: Value | undefined, wanted: Value | undefined): Value {
  const verdicts = itemsOf(set).map((item) => equals(item, wanted ?? V.null(T.dynamic)));
  if (verdicts.some((verdict) => verdict.k === "bool" && verdict.value)) return V.bool(true);
  return verdicts.some((verdict) => verdict.k === "unknown") ? V.unknown(T.bool) : V.bool(false);
}

const part = { allowMarked: true } as const;

const { length } = collectionFunctions;
if (!length) throw new TypeError("there is no function length");

/** By the names of cty's standard library. */
export const operatorFunctions: Readonly<Record<string, Fn>> = {
  Not: logic("The opposite.", ["val"], (value) => !value),
  And: logic("Whether both hold.", ["a", "b"], (a, b) => a === true && b === true),
  Or: logic("Whether either holds.", ["a", "b"], (a, b) => a === true || b === true),
  Equal: define({
    description: "Whether the values are equal.",
    params: [any("a"), any("b")],
    type: T.bool,
    call: ([a, b]) => equals(a ?? V.null(T.dynamic), b ?? V.null(T.dynamic)),
  }),
  Length: {
    ...length,
    returns: (args) => {
      if (args.some(({ k }) => k === "string")) throw new FunctionError("a string is no collection", 0);
      return T.number;
    },
  },
  NotEqual: define({
    description: "Whether the values differ.",
    params: [any("a"), any("b")],
    type: T.bool,
    call: ([a, b]) => {
      const same = equals(a ?? V.null(T.dynamic), b ?? V.null(T.dynamic));
      return same.k === "bool" ? { ...same, value: !same.value } : same;
    },
  }),
  Coalesce: define({
    description: "The first argument that is not null.",
    variadic: any("vals"),
    returns: (args) => {
      const types = args.filter((arg) => arg.k !== "null").map(typeOf);
      const type = unify(types, "yields");
      if (!type) throw new FunctionError("the arguments have no common type");
      return type;
    },
    call: firstNotNull,
  }),
  Add: arithmetic("The sum.", add),
  Subtract: arithmetic("The difference.", sub),
  Multiply: arithmetic("The product.", mul),
  Divide: arithmetic("The quotient.", div),
  Modulo: arithmetic("The remainder.", rem),
  Negate: define({
    description: "The number with the other sign.",
    params: [numeric("num")],
    type: T.number,
    call: ([num]) => V.number(neg(numberOf(num))),
  }),
  Int: define({
    description: "The whole part.",
    params: [numeric("num")],
    type: T.number,
    call: ([num]) => V.number(truncate(numberOf(num))),
  }),
  LessThan: comparison("Whether a is less than b.", (order) => order < 0),
  LessThanOrEqualTo: comparison("Whether a is at most b.", (order) => order <= 0),
  GreaterThan: comparison("Whether a is greater than b.", (order) => order > 0),
  GreaterThanOrEqualTo: comparison("Whether a is at least b.", (order) => order >= 0),
  HasIndex: define({
    description: "Whether there is a part at the key.",
    params: [parameter("collection", T.dynamic, part), parameter("key", T.dynamic, part)],
    type: T.bool,
    call: keepingMarks(([collection, key]) => V.bool(!!collection && !!key && partAt(collection, key) !== undefined)),
  }),
  Index: define({
    description: "The part at the key.",
    params: [parameter("collection", T.dynamic, part), parameter("key", T.dynamic, part)],
    returns: partType,
    call: keepingMarks(([collection, key]) => {
      const found = collection && key && partAt(collection, key);
      if (!found) throw new FunctionError("there is no part at this key", 1);
      return found;
    }),
  }),
  Strlen: define({
    description: "The number of characters.",
    params: [parameter("str", T.string)],
    type: T.number,
    call: ([str]) => V.number(countGraphemes(textOf(str))),
  }),
  SetHasElement: define({
    description: "Whether the set has an element with this value.",
    params: [parameter("set", T.set(T.dynamic)), parameter("elem", T.dynamic)],
    type: T.bool,
    call: ([set, elem]) => hasElement(set, elem),
  }),
  SetSubtract: setOperations.subtract,
  SetSymmetricDifference: setOperations.symmetricDifference,
  SetUnion: setOperations.union,
  SetIntersection: setOperations.intersection,
};
