import { appendAll } from "../append-all.ts";
import { T, typeEquals } from "./type.ts";
import type { Type } from "./types.ts";

/**
 * What a dynamic type among others means: it makes the result `dynamic` (a type that is not known yet), or it `yields` to
 * the others (the element type of an empty collection, the type of a null). Or it yields only to types that have something in
 * common, and `opens` the result where they have not: then that is dynamic, and values stay as they are (a conditional [1.6.6]).
 */
export type DynamicMeaning = "dynamic" | "yields" | "opens";

/**
 * The most general of the types: the one that values of all the others convert to without loss. Objects of differing
 * attributes meet in a map, tuples of differing length in a list, collections in a collection of unified elements.
 * @returns undefined where the types have nothing in common; dynamic for no types at all
 */
export function unify(given: readonly Type[], meaning: DynamicMeaning = "dynamic"): Type | undefined {
  if (meaning === "dynamic") return unifyAll(given, meaning);
  const types = given.filter((type) => type.k !== "dynamic");
  return unifyAll(types, meaning) ?? (meaning === "opens" && types.length < given.length ? T.dynamic : undefined);
}

function unifyAll(types: readonly Type[], meaning: DynamicMeaning): Type | undefined {
  const [first] = types;
  if (!first) return T.dynamic;
  if (types.every((type) => typeEquals(type, first))) return first;
  if (types.some((type) => type.k === "dynamic")) return T.dynamic;
  if (types.every((type) => type.k === "object")) return unifyObjects(types, meaning);
  if (types.every((type) => type.k === "tuple")) return unifyTuples(types, meaning);
  if (types.every((type) => type.k === "map" || type.k === "object")) {
    const of = unifyElements(types, meaning);
    return of && T.map(of);
  }
  if (types.every((type) => type.k === "list" || type.k === "set" || type.k === "tuple")) {
    const of = unifyElements(types, meaning);
    // Order once given stays: a set joins a list. A tuple has it only by how it was written, and joins a set.
    return of && (types.some((type) => type.k === "list") ? T.list(of) : T.set(of));
  }
  // Of the primitive types only a string can hold what the others say.
  return types.every(isPrimitive) && types.some((type) => type.k === "string") ? T.string : undefined;
}

function isPrimitive(type: Type): boolean {
  return type.k === "string" || type.k === "number" || type.k === "bool";
}

function unifyObjects(types: readonly (Type & { readonly k: "object" })[], meaning: DynamicMeaning): Type | undefined {
  const [first] = types;
  if (!first) return undefined;
  const names = [...first.attributes.keys()];
  const sameNames = types.every(
    (type) => type.attributes.size === names.length && names.every((name) => type.attributes.has(name)),
  );
  if (!sameNames) {
    const of = unify(
      types.flatMap((type) => [...type.attributes.values()]),
      meaning,
    );
    return of && T.map(of);
  }
  const attributes: [string, Type][] = [];
  for (const name of names) {
    const unified = unify(
      types.map((type) => type.attributes.get(name) ?? T.dynamic),
      meaning,
    );
    if (!unified) return undefined;
    attributes.push([name, unified]);
  }
  return T.object(attributes);
}

function unifyTuples(types: readonly (Type & { readonly k: "tuple" })[], meaning: DynamicMeaning): Type | undefined {
  const length = types[0]?.items.length ?? 0;
  if (types.some((type) => type.items.length !== length)) {
    const of = unify(
      types.flatMap((type) => type.items),
      meaning,
    );
    return of && T.list(of);
  }
  const items: Type[] = [];
  for (let i = 0; i < length; i += 1) {
    const unified = unify(
      types.map((type) => type.items[i] ?? T.dynamic),
      meaning,
    );
    if (!unified) return undefined;
    items.push(unified);
  }
  return T.tuple(items);
}

/**
 * The element type of collections and the tuples or objects that join them. An item of dynamic type fits what the others
 * agree on; where nothing is agreed on, no element type could be said before its value is known.
 */
function unifyElements(types: readonly Type[], meaning: DynamicMeaning): Type | undefined {
  const elements: Type[] = [];
  let hasOpenItem = false;
  for (const type of types) {
    if ("of" in type) elements.push(type.of);
    const own = type.k === "tuple" ? type.items : type.k === "object" ? [...type.attributes.values()] : [];
    appendAll(
      elements,
      own.filter((item) => item.k !== "dynamic"),
    );
    hasOpenItem ||= own.some((item) => item.k === "dynamic");
  }
  const of = unify(elements, meaning);
  return of?.k === "dynamic" && hasOpenItem && meaning === "dynamic" ? undefined : of;
}
