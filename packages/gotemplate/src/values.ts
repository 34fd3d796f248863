// Plain JavaScript data seen with Go's eyes: a whole number is an int, any other number a float64, an array a slice, an
// object or Map a map. What JavaScript cannot tell apart has a form of its own here.

const wholeFloat = Symbol("float64");

/** A float64 that JavaScript would take for an int, such as the literal 1.0. */
export interface WholeFloat {
  readonly [wholeFloat]: number;
}

/** What a map has under a key that it does not have. Unlike nil, fields of it can be asked for. */
export const noValue = Symbol("no value");

/** The kinds that Go's template language tells apart. */
export type Kind = "nil" | "bool" | "int" | "float64" | "string" | "list" | "map" | "function";

/** A float64, wrapped where it is a whole number. */
export function float64(value: number): number | WholeFloat {
  return Number.isSafeInteger(value) ? { [wholeFloat]: value } : value;
}

/** Which kind a value has; both nil and "no value" are `nil`. */
export function kindOf(value: unknown): Kind {
  switch (typeof value) {
    case "boolean":
      return "bool";
    case "number":
      // A number that an int cannot hold exactly came from a float.
      return Number.isSafeInteger(value) ? "int" : "float64";
    case "bigint":
      return "int";
    case "string":
      return "string";
    case "function":
      return "function";
    case "object":
      if (value === null) return "nil";
      if (Array.isArray(value)) return "list";
      return wholeFloat in value ? "float64" : "map";
    default:
      return "nil";
  }
}

/** The number in a value of kind `float64` or `int` (which then loses what is beyond 2^53). */
export function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return Number(value);
  if (isWholeFloat(value)) return value[wholeFloat];
  return Number.NaN;
}

/** The number in a value of kind `int`. */
export function integerOf(value: unknown): bigint {
  return typeof value === "bigint" ? value : BigInt(numberOf(value));
}

/** What JavaScript code is given: whole floats become numbers, "no value" becomes null. */
export function toPlain(value: unknown): unknown {
  if (value === noValue) return null;
  return isWholeFloat(value) ? value[wholeFloat] : value;
}

/** Go's name of a value's type, as `%T` prints it. */
export function typeName(value: unknown): string {
  const kind = kindOf(value);
  switch (kind) {
    case "nil":
      return "<nil>";
    case "list":
      return "[]interface {}";
    case "map":
      return "map[string]interface {}";
    case "function":
      return "func()";
    default:
      return kind;
  }
}

/** A value's type as a noun of a message: "an int", "a string", "nil". */
export function describeType(value: unknown): string {
  const name = typeName(value);
  return name === "<nil>" ? "nil" : `${name === "int" ? "an" : "a"} ${name}`;
}

/** Whether a condition takes a value for true: everything but the zero values and what is empty. */
export function isTruthy(value: unknown): boolean {
  switch (kindOf(value)) {
    case "nil":
      return false;
    case "int":
    case "float64":
      return numberOf(value) !== 0;
    case "list":
      return listOf(value).length > 0;
    case "map":
      return entriesOf(value).length > 0;
    default:
      return Boolean(value);
  }
}

/** The elements of a value of kind `list`. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The entries of a value of kind `map`, in the order of their keys, which is how Go prints and ranges over them. */
export function entriesOf(value: unknown): readonly (readonly [unknown, unknown])[] {
  const entries: (readonly [unknown, unknown])[] =
    value instanceof Map ? [...value] : Object.entries(typeof value === "object" && value !== null ? value : {});
  return entries.sort(([a], [b]) => compareKeys(a, b));
}

/** What a map has under a key, or {@link noValue}. */
export function entryOf(map: unknown, key: unknown): unknown {
  if (map instanceof Map) return map.has(key) ? map.get(key) : noValue;
  if (typeof map !== "object" || map === null || typeof key !== "string" || !Object.hasOwn(map, key)) return noValue;
  return Object.getOwnPropertyDescriptor(map, key)?.value;
}

/** Go compares strings byte by byte; that is by code point. */
export function compareStrings(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function compareKeys(a: unknown, b: unknown): number {
  if (typeof a === "string" && typeof b === "string") return compareStrings(a, b);
  if (typeof a === "number" && typeof b === "number") return a - b;
  return compareStrings(typeof a, typeof b);
}

function isWholeFloat(value: unknown): value is WholeFloat {
  return typeof value === "object" && value !== null && wholeFloat in value;
}
