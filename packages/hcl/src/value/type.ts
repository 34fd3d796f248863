import { compareUtf8 } from "./compare-utf8.ts";
import type { Type } from "./types.ts";

const noOptional: ReadonlySet<string> = new Set();
const string: Type = { k: "string" };
const number: Type = { k: "number" };
const bool: Type = { k: "bool" };
const dynamic: Type = { k: "dynamic" };

/** The primitive types, and makers of the others. Attributes of objects are kept in the order of their names' bytes. */
export const T = {
  string,
  number,
  bool,
  dynamic,
  list: (of: Type): Type => ({ k: "list", of }),
  set: (of: Type): Type => ({ k: "set", of }),
  map: (of: Type): Type => ({ k: "map", of }),
  tuple: (items: readonly Type[]): Type => ({ k: "tuple", items }),
  /** @param optional names of attributes that may be missing in a conversion */
  object: (
    attributes: Iterable<readonly [string, Type]> | Readonly<Record<string, Type>>,
    optional: Iterable<string> = noOptional,
  ): Extract<Type, { readonly k: "object" }> => {
    const entries = [...(Symbol.iterator in attributes ? attributes : Object.entries(attributes))].map(
      ([name, type]) => [name.normalize("NFC"), type] as const,
    );
    entries.sort(([a], [b]) => compareUtf8(a, b));
    const names = new Set([...optional].map((name) => name.normalize("NFC")));
    return { k: "object", attributes: new Map(entries), optional: names.size > 0 ? names : noOptional };
  },
} as const;

/** Whether two types are the same, which attributes are optional included. */
export function typeEquals(a: Type, b: Type): boolean {
  if (a === b) return true;
  switch (a.k) {
    case "list":
    case "set":
    case "map":
      return b.k === a.k && typeEquals(a.of, b.of);
    case "tuple":
      return (
        b.k === "tuple" &&
        a.items.length === b.items.length &&
        a.items.every((item, i) => typeEquals(item, b.items[i] ?? dynamic))
      );
    case "object": {
      if (b.k !== "object" || a.attributes.size !== b.attributes.size || a.optional.size !== b.optional.size)
        return false;
      for (const [name, type] of a.attributes) {
        const other = b.attributes.get(name);
        if (!other || !typeEquals(type, other)) return false;
      }
      for (const name of a.optional) if (!b.optional.has(name)) return false;
      return true;
    }
    default:
      return a.k === b.k;
  }
}

/** Whether the type is dynamic or has a dynamic part. */
export function hasDynamic(type: Type): boolean {
  switch (type.k) {
    case "dynamic":
      return true;
    case "list":
    case "set":
    case "map":
      return hasDynamic(type.of);
    case "tuple":
      return type.items.some(hasDynamic);
    case "object":
      for (const attribute of type.attributes.values()) if (hasDynamic(attribute)) return true;
      return false;
    default:
      return false;
  }
}

/** The type without its marks of optional attributes: the type that converted values have. */
export function withoutOptional(type: Type): Type {
  switch (type.k) {
    case "list":
    case "set":
    case "map": {
      const of = withoutOptional(type.of);
      return of === type.of ? type : { k: type.k, of };
    }
    case "tuple": {
      const items = type.items.map(withoutOptional);
      return items.every((item, i) => item === type.items[i]) ? type : { k: "tuple", items };
    }
    case "object": {
      let isChanged = type.optional.size > 0;
      const attributes = new Map<string, Type>();
      for (const [name, attribute] of type.attributes) {
        const plain = withoutOptional(attribute);
        if (plain !== attribute) isChanged = true;
        attributes.set(name, plain);
      }
      return isChanged ? { k: "object", attributes, optional: noOptional } : type;
    }
    default:
      return type;
  }
}

/** The type as shown to people: `list of string`, `object`. */
export function typeName(type: Type): string {
  switch (type.k) {
    case "list":
    case "set":
    case "map":
      return `${type.k} of ${type.of.k === "dynamic" ? "any single type" : typeName(type.of)}`;
    case "dynamic":
      return "any type";
    default:
      return type.k;
  }
}

const identifier = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

/** The type as written in a template: `list(string)`, `object({name=string, size=optional(number)})`. */
export function typeText(type: Type): string {
  switch (type.k) {
    case "dynamic":
      return "any";
    case "list":
    case "set":
    case "map":
      return `${type.k}(${typeText(type.of)})`;
    case "tuple":
      return `tuple([${type.items.map(typeText).join(", ")}])`;
    case "object": {
      const attributes = [...type.attributes].map(([name, attribute]) => {
        const text = typeText(attribute);
        const key = identifier.test(name) ? name : JSON.stringify(name);
        return `${key}=${type.optional.has(name) ? `optional(${text})` : text}`;
      });
      return `object({${attributes.join(", ")}})`;
    }
    default:
      return type.k;
  }
}
