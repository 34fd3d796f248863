import { type Type, typeOf, type Value } from "@ingot/hcl";
import { builtIn, defineMap, defineOpaque, defineSlice, defineStruct } from "../gob/define-gob-type.ts";
import { GobError } from "../gob/gob-value.ts";
import {
  gobBytes,
  gobInterface,
  gobList,
  gobMap,
  gobMessage,
  gobNil,
  gobPlain,
  gobStruct,
  gobText,
  gobUint,
} from "../gob/write-gob.ts";
import { encodeBigFloat } from "./encode-big-float.ts";
import { encodeGobType } from "./encode-gob-type.ts";

/** The ids that each such stream gives to its types. */
const ids = { outer: 65, type: 66, number: 67, list: 68, map: 69, set: 70, rules: 71 } as const;

const type = defineOpaque(ids.type, "Type");
const parts: readonly Uint8Array[] = [
  defineOpaque(ids.number, ""),
  defineSlice(ids.list, "", builtIn.interface),
  defineMap(ids.map, "", builtIn.string, builtIn.interface),
  defineOpaque(ids.set, "Set"),
];
const valueDefinitions: readonly Uint8Array[] = [
  defineStruct(ids.outer, "gobValue", { Version: builtIn.int, Ty: ids.type, V: builtIn.interface }),
  type,
  ...parts,
];
const setDefinitions: readonly Uint8Array[] = [
  defineStruct(ids.outer, "gobSet", { Version: builtIn.int, Rules: builtIn.interface, Values: ids.list }),
  defineStruct(ids.rules, "setRules", { Type: ids.type }),
  type,
  ...parts,
];

/**
 * What a cty value writes of itself into gob: a stream of its own, with the type and, unless it is null, the value (plugin-protocol 7.5).
 * @throws GobError where a part is not known; SpecError where one is of no certain type
 */
export function encodeGobValue(value: Value): Uint8Array {
  const of = typeOf(value);
  const content = value.k === "null" ? undefined : encodePart(value);
  const written = gobStruct(undefined, gobBytes(encodeGobType(of)), content);
  return Buffer.concat([...valueDefinitions, gobMessage(ids.outer, written)]);
}

/** A value as it stands in an interface. */
function encodePart(value: Value): Uint8Array {
  switch (value.k) {
    case "null":
      return gobNil;
    case "unknown":
      throw new GobError("a value that is not known yet cannot be sent");
    case "string":
      return gobInterface("string", builtIn.string, gobPlain(gobText(value.value)));
    case "bool":
      return gobInterface("bool", builtIn.bool, gobPlain(gobUint(value.value ? 1 : 0)));
    case "number":
      return gobInterface("math/big.Float", ids.number, gobPlain(gobBytes(encodeBigFloat(value.value))));
    case "list":
    case "tuple":
      return gobInterface("[]interface {}", ids.list, gobPlain(encodeItems(value.items)));
    case "set":
      return gobInterface(
        "github.com/zclconf/go-cty/cty/set.Set",
        ids.set,
        gobPlain(gobBytes(encodeSet(value.of, value.items))),
      );
    case "map":
    case "object": {
      const entries = [...value.entries].map(([key, entry]) => [gobText(key), encodePart(entry)] as const);
      return gobInterface("map[string]interface {}", ids.map, gobPlain(gobMap(entries)));
    }
  }
}

function encodeItems(items: readonly Value[]): Uint8Array {
  return gobList(items.map(encodePart));
}

/** What a set writes of itself: how its members are compared, which is by their type, and the members. */
function encodeSet(of: Type, items: readonly Value[]): Uint8Array {
  const rules = gobInterface(
    "github.com/zclconf/go-cty/cty.setRules",
    ids.rules,
    gobStruct(gobBytes(encodeGobType(of))),
  );
  const members = items.length > 0 ? encodeItems(items) : undefined;
  return Buffer.concat([...setDefinitions, gobMessage(ids.outer, gobStruct(undefined, rules, members))]);
}
