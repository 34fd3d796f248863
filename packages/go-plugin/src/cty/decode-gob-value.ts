import { T, type Type, V, type Value } from "@ingot/hcl";
import { decodeGob, type GobBudget } from "../gob/decode-gob.ts";
import { fieldsOf, GobError, type GobValue, isKind, opaqueBytes, textEntries } from "../gob/gob-value.ts";
import { decodeBigFloat } from "./decode-big-float.ts";
import { decodeGobType } from "./decode-gob-type.ts";

/**
 * Reads a cty value as gob has it: a stream of its own, with the type and, unless it is null, the value (plugin-protocol 7.5).
 * @param value what stands in a field of type cty.Value, or at the top of a stream
 * @throws GobError
 */
export function decodeGobValue(value: GobValue | undefined, budget: GobBudget): Value {
  const fields = fieldsOf(decodeGob(opaqueBytes(value, "a value"), budget), "a value");
  return read(fields.get("V") ?? null, decodeGobType(fields.get("Ty"), budget), budget);
}

/** What stands in an interface, as a value of the type. */
function read(part: GobValue, type: Type, budget: GobBudget): Value {
  if (part === null) return V.null(type);
  const inner = isKind(part, "interface") ? part.value : part;
  switch (type.k) {
    case "string":
      if (typeof inner === "string") return V.string(inner);
      break;
    case "bool":
      if (typeof inner === "boolean") return V.bool(inner);
      break;
    case "number":
      if (isKind(inner, "opaque")) return V.number(decodeBigFloat(inner.bytes));
      break;
    case "list":
      if (isKind(inner, "list")) return V.list(type.of, readAll(inner.items, type.of, budget));
      break;
    case "set":
      return V.set(type.of, readAll(membersOf(inner, budget), type.of, budget));
    case "tuple":
      if (isKind(inner, "list") && inner.items.length === type.items.length) {
        return V.tuple(inner.items.map((item, i) => read(item, type.items[i] ?? T.dynamic, budget)));
      }
      break;
    case "map":
      return V.map(
        type.of,
        textEntries(inner, `a value of type ${type.k}`).map(
          ([key, entry]) => [key, read(entry, type.of, budget)] as const,
        ),
      );
    case "object": {
      const own = new Map(textEntries(inner, `a value of type ${type.k}`));
      return V.object([...type.attributes].map(([key, of]) => [key, read(own.get(key) ?? null, of, budget)] as const));
    }
    case "dynamic":
      break;
  }
  throw new GobError(`a value is not of its type, which is ${type.k}`);
}

function readAll(items: readonly GobValue[], of: Type, budget: GobBudget): readonly Value[] {
  return items.map((item) => read(item, of, budget));
}

/** A set is a value that writes itself: a stream with its members, and the type of them once more. */
function membersOf(value: GobValue, budget: GobBudget): readonly GobValue[] {
  const members = fieldsOf(decodeGob(opaqueBytes(value, "a set"), budget), "a set").get("Values");
  return isKind(members, "list") ? members.items : [];
}
