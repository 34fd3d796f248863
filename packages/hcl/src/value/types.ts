import type { BigFloat } from "./number.ts";

/**
 * The type system of HCL (cty). Types are plain data and compared with `typeEquals`.
 * `dynamic` is the type of a value whose type is not known yet ("any" in a type constraint).
 */
export type Type =
  | { readonly k: "string" | "number" | "bool" | "dynamic" }
  | { readonly k: "list" | "set" | "map"; readonly of: Type }
  | { readonly k: "tuple"; readonly items: readonly Type[] }
  | {
      readonly k: "object";
      readonly attributes: ReadonlyMap<string, Type>;
      /** Attributes that may be missing in a conversion (`optional(T)` in a type constraint). */
      readonly optional: ReadonlySet<string>;
    };

/** A mark that travels with a value through every operation; `sensitive` is the one that the language makes. */
export type Mark = string;

interface Marked {
  /** Marks on this value itself; those on its parts stand on the parts. */
  readonly marks: ReadonlySet<Mark>;
}

/**
 * A value. Immutable. Unknown and null carry their type. Strings are NFC. The entries of maps and objects are ordered by
 * the bytes of their keys; the items of sets are distinct and in cty's set order.
 */
export type Value = Marked &
  (
    | { readonly k: "unknown" | "null"; readonly type: Type }
    | { readonly k: "string"; readonly value: string }
    | { readonly k: "number"; readonly value: BigFloat }
    | { readonly k: "bool"; readonly value: boolean }
    | { readonly k: "list" | "set"; readonly of: Type; readonly items: readonly Value[] }
    | { readonly k: "tuple"; readonly items: readonly Value[] }
    | { readonly k: "map"; readonly of: Type; readonly entries: ReadonlyMap<string, Value> }
    | { readonly k: "object"; readonly entries: ReadonlyMap<string, Value> }
  );

/** A step into a value: an attribute or map key by name, a list or tuple element by number. */
export type PathStep = string | number;
/** Where a part of a value stands in it; empty for the value itself. */
export type Path = readonly PathStep[];
