import type { TypeDefaults } from "../syntax/contract.ts";
import { typeEquals } from "./type.ts";
import type { Value } from "./types.ts";
import { typeOf, unmark, V, withMarks } from "./value.ts";

/**
 * Puts the defaults of `optional(T, default)` in the place of attributes that are missing or null, at every depth. Meant
 * to run before the conversion to the type. A value that is itself null or unknown stays as it is.
 */
export function applyDefaults(value: Value, defaults: TypeDefaults | undefined): Value {
  if (!defaults) return value;
  if (value.marks.size > 0) return withMarks(applyDefaults(unmark(value), defaults), value.marks);
  if ("items" in value) {
    const items = value.items.map((item, i) => applyDefaults(item, childOf(defaults, String(i))));
    return rebuildSequence(value, items);
  }
  return value.k === "map" || value.k === "object" ? applyToEntries(value, defaults) : value;
}

function childOf(defaults: TypeDefaults, name: string): TypeDefaults | undefined {
  return defaults.children.get(name) ?? defaults.children.get("");
}

function rebuildSequence(value: Value & { readonly items: readonly Value[] }, items: readonly Value[]): Value {
  const [first] = items;
  if (value.k === "tuple" || !first) return value.k === "tuple" ? V.tuple(items) : value;
  const of = typeOf(first);
  // Defaults may have given the elements differing types; the conversion afterwards makes them one again.
  if (!items.every((item) => typeEquals(typeOf(item), of))) return V.tuple(items);
  return value.k === "list" ? V.list(of, items) : V.set(of, items);
}

function applyToEntries(value: Value & { readonly k: "map" | "object" }, defaults: TypeDefaults): Value {
  const entries = new Map<string, Value>();
  for (const [name, entry] of value.entries) entries.set(name, applyDefaults(entry, childOf(defaults, name)));
  for (const [name, standIn] of defaults.values) {
    const own = entries.get(name);
    if (!own || own.k === "null") {
      const applied = applyDefaults(standIn, defaults.children.get(name));
      entries.set(name, own ? withMarks(applied, own.marks) : applied);
    }
  }
  if (value.k === "object") return V.object(entries);
  const [first] = entries.values();
  const of = first ? typeOf(first) : value.of;
  const isUniform = [...entries.values()].every((entry) => typeEquals(typeOf(entry), of));
  return isUniform ? V.map(of, entries) : V.object(entries);
}
