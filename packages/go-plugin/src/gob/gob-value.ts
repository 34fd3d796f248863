/**
 * A value of a gob stream, as the types say that stand in the stream itself (plugin-protocol 7.2). Integers of either sign are bigint, floats
 * are numbers, a nil interface is null.
 */
export type GobValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | GobStruct
  | GobMap
  | GobList
  | GobOpaque
  | GobInterface;

/** Fields that are zero are not in the stream, and not here. */
export interface GobStruct {
  readonly k: "struct";
  readonly name: string;
  readonly fields: ReadonlyMap<string, GobValue>;
}

/** Go's maps have no order: this is that of the stream. */
export interface GobMap {
  readonly k: "map";
  readonly entries: readonly (readonly [GobValue, GobValue])[];
}

/** A slice or an array. */
export interface GobList {
  readonly k: "list";
  readonly items: readonly GobValue[];
}

/** A value whose Go type writes itself. The bytes are whatever it wrote: often a gob stream of its own. */
export interface GobOpaque {
  readonly k: "opaque";
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What stands in an interface, with the name under which its type is registered: `*hcldec.AttrSpec`. */
export interface GobInterface {
  readonly k: "interface";
  readonly name: string;
  readonly value: GobValue;
}

/** Bytes that are no gob stream, or not the one that is expected. */
export class GobError extends Error {
  /** The bytes end too early: with more of them it may yet be one. */
  readonly isCut: boolean;
  constructor(message: string, isCut = false) {
    super(message);
    this.name = "GobError";
    this.isCut = isCut;
  }
}

/** The fields of a struct. @throws GobError where the value is no struct */
export function fieldsOf(value: GobValue | undefined, what: string): ReadonlyMap<string, GobValue> {
  if (isKind(value, "struct")) return value.fields;
  throw new GobError(`${what} is not a struct`);
}

/** The text of a field; a zero value is not in the stream, so without one it is empty. @throws GobError where it is something else */
export function textField(fields: ReadonlyMap<string, GobValue>, name: string): string {
  const value = fields.get(name) ?? "";
  if (typeof value === "string") return value;
  throw new GobError(`the field ${name} is not a text`);
}

/** The whole number of a field; 0 without one. @throws GobError where it is something else, or too great to count with */
export function numberField(fields: ReadonlyMap<string, GobValue>, name: string): number {
  const value = fields.get(name) ?? 0n;
  const number = typeof value === "bigint" ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw new GobError(`the field ${name} is not a whole number, or too great`);
}

/** The bool of a field; false without one. @throws GobError where it is something else */
export function boolField(fields: ReadonlyMap<string, GobValue>, name: string): boolean {
  const value = fields.get(name) ?? false;
  if (typeof value === "boolean") return value;
  throw new GobError(`the field ${name} is not true or false`);
}

/** The bytes that a Go type wrote for itself. @throws GobError where the value is something else */
export function opaqueBytes(value: GobValue | undefined, what: string): Uint8Array {
  if (isKind(value, "opaque")) return value.bytes;
  throw new GobError(`${what} is not a value that writes itself`);
}

/** The entries of a map whose keys are texts. @throws GobError where it is none */
export function textEntries(value: GobValue | undefined, what: string): readonly (readonly [string, GobValue])[] {
  if (!isKind(value, "map")) throw new GobError(`${what} is not a map`);
  return value.entries.map(([key, entry]) => {
    if (typeof key !== "string") throw new GobError(`a key of ${what} is not a text`);
    return [key, entry] as const;
  });
}

/** Whether a value is a compound one of this kind. */
export function isKind<K extends "struct" | "map" | "list" | "opaque" | "interface">(
  value: GobValue | undefined,
  k: K,
): value is Extract<GobValue, { readonly k: K }> {
  return typeof value === "object" && value !== null && "k" in value && value.k === k;
}
