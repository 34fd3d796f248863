import { hasDynamic, T, withoutOptional } from "./type.ts";
import type { Type } from "./types.ts";
import { unify } from "./unify.ts";

/**
 * The type that a value of type `from` has after conversion to `to`: `to` with its dynamic parts filled in as far as
 * `from` says, and nothing optional.
 * @returns undefined where no value of type `from` converts to `to`
 */
export function convertedType(from: Type, to: Type): Type | undefined {
  if (to.k === "dynamic") return from;
  if (from.k === "dynamic") return withoutOptional(to);
  switch (to.k) {
    case "string":
      return from.k === "string" || from.k === "number" || from.k === "bool" ? to : undefined;
    case "number":
    case "bool":
      return from.k === to.k || from.k === "string" ? to : undefined;
    case "list":
    case "set":
      return sequenceType(from, to.k, to.of);
    case "map":
      return mapType(from, to.of);
    case "tuple": {
      if (from.k !== "tuple" || from.items.length !== to.items.length) return undefined;
      const items = convertAll(from.items, to.items);
      return items && T.tuple(items);
    }
    case "object":
      return objectType(from, to);
  }
}

function sequenceType(from: Type, k: "list" | "set", element: Type): Type | undefined {
  if (from.k === "list" || from.k === "set") {
    const of = convertedType(from.of, element);
    return of && { k, of };
  }
  if (from.k !== "tuple") return undefined;
  const of = commonType(from.items, element);
  return of && { k, of };
}

function mapType(from: Type, element: Type): Type | undefined {
  if (from.k === "map") {
    const of = convertedType(from.of, element);
    return of && T.map(of);
  }
  if (from.k !== "object") return undefined;
  const of = commonType([...from.attributes.values()], element);
  return of && T.map(of);
}

/** The element type of a collection made of values of these types. */
function commonType(types: readonly Type[], element: Type): Type | undefined {
  if (types.length === 0) return withoutOptional(element);
  const converted: Type[] = [];
  for (const type of types) {
    const one = convertedType(type, element);
    if (!one) return undefined;
    converted.push(one);
  }
  return hasDynamic(element) ? unify(converted) : converted[0];
}

function convertAll(from: readonly Type[], to: readonly Type[]): Type[] | undefined {
  const converted: Type[] = [];
  for (const [i, type] of from.entries()) {
    const one = convertedType(type, to[i] ?? T.dynamic);
    if (!one) return undefined;
    converted.push(one);
  }
  return converted;
}

function objectType(from: Type, to: Type & { readonly k: "object" }): Type | undefined {
  if (!("attributes" in from) && from.k !== "map") return undefined;
  const attributes: [string, Type][] = [];
  for (const [name, type] of to.attributes) {
    const own = "of" in from ? from.of : from.attributes.get(name);
    const converted = own && convertedType(own, type);
    // Whether a map has the key is not known; where it may be missing, it need not fit.
    if (!converted && !(to.optional.has(name) && (from.k === "map" || !own))) return undefined;
    attributes.push([name, converted ?? withoutOptional(type)]);
  }
  return T.object(attributes);
}
