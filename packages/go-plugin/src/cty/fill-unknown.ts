import { type Type, V, type Value, withMarks } from "@ingot/hcl";

/**
 * Puts something in the place of everything that is not known yet, since what is unknown cannot be sent: what Packer's core puts there
 * (plugin-protocol 6.2). A plugin takes the text `<unknown>` for a sign not to look further.
 */
export function fillUnknown(value: Value): Value {
  if (value.k === "unknown") return withMarks(standIn(value.type), value.marks);
  if ("items" in value) {
    const items = value.items.map(fillUnknown);
    if (items.every((item, i) => item === value.items[i])) return value;
    // Once more in order: of the members of a set two may be equal now.
    const filled =
      value.k === "tuple" ? V.tuple(items) : value.k === "set" ? V.set(value.of, items) : V.list(value.of, items);
    return withMarks(filled, value.marks);
  }
  if ("entries" in value) {
    const entries = [...value.entries].map(([name, entry]) => [name, fillUnknown(entry)] as const);
    return withMarks(value.k === "map" ? V.map(value.of, entries) : V.object(entries), value.marks);
  }
  return value;
}

function standIn(type: Type): Value {
  switch (type.k) {
    case "string":
    case "dynamic":
      return V.string("<unknown>");
    case "number":
      return V.number(0);
    case "bool":
      return V.bool(false);
    case "list":
      return V.list(type.of, []);
    case "set":
      return V.set(type.of, []);
    case "map":
      return V.map(type.of, []);
    case "tuple":
      return V.tuple(type.items.map(standIn));
    case "object":
      return V.object([...type.attributes].map(([name, of]) => [name, standIn(of)] as const));
  }
}
