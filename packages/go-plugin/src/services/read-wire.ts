// What stands in a call or an answer, as Go reads it: members by any order or by position, missing ones as zero values, whole numbers and
// texts in any of their encodings (plugin-protocol 5.3). Anything else is an error with the name of what is wrong.

import type { Wire } from "../rpc/rpc.ts";

/** The members of a Go struct; nil has none. `names` are those of the struct in their order, for a struct that came as an array. */
export function membersOf(value: Wire, names: readonly string[], what: string): Readonly<Record<string, Wire>> {
  if (value === null) return {};
  if (Array.isArray(value)) return Object.fromEntries(names.map((name, index) => [name, value[index] ?? null]));
  if (!isMap(value)) throw wrongKind(what, "a map", value);
  return Object.fromEntries(names.map((name) => [name, memberOf(value, name)]));
}

/** Text; nil is empty. */
export function readText(value: Wire | undefined, what: string): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  throw wrongKind(what, "text", value);
}

/** A whole number that a double holds; nil is 0. */
export function readWhole(value: Wire | undefined, what: string): number {
  if (value === null || value === undefined) return 0;
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw wrongKind(what, "a whole number", value);
}

/** The number of a stream; 0 is none. */
export function readStreamId(value: Wire | undefined, what: string): number {
  const id = readWhole(value, what);
  if (id < 0 || id > 0xffffffff) throw new Error(`${what} must be the number of a stream, and is ${id}`);
  return id;
}

/** A list of texts; undefined for nil. */
export function readTexts(value: Wire | undefined, what: string): readonly string[] | undefined {
  if (value === null || value === undefined) return undefined;
  if (!Array.isArray(value)) throw wrongKind(what, "a list of texts", value);
  return value.map((one: Wire, index) => readText(one, `${what}[${index}]`));
}

/** Whether it is a map. */
export function isMap(value: Wire | undefined): value is { readonly [key: string]: Wire | undefined } {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array) &&
    !(value instanceof Date)
  );
}

function memberOf(map: { readonly [key: string]: Wire | undefined }, name: string): Wire {
  return Object.hasOwn(map, name) ? (map[name] ?? null) : null;
}

function wrongKind(what: string, wanted: string, value: Wire): Error {
  return new Error(`${what} must be ${wanted}, and is ${kindOf(value)}`);
}

/** What a value is, for a message; never the value, which may be a secret. */
export function kindOf(value: Wire | undefined): string {
  if (value === null || value === undefined) return "nil";
  if (Array.isArray(value)) return "a list";
  if (value instanceof Uint8Array) return "bytes";
  if (value instanceof Date) return "a time";
  if (typeof value === "bigint") return "a number of more than 53 bits";
  if (typeof value === "object") return "a map";
  return { string: "text", number: "a number", boolean: "a boolean" }[typeof value as "string" | "number" | "boolean"];
}
