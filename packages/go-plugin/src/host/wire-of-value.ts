import { numbers, type Value } from "@ingot/hcl";
import { Float, type MsgpackValue } from "../msgpack/msgpack-value.ts";

/**
 * A value as Go's JSON decoder would give it to a plugin: all numbers are floats (plugin-protocol 6.3). What could not be read is nil.
 */
export function wireOfValue(value: Value): MsgpackValue {
  switch (value.k) {
    case "string":
    case "bool":
      return value.value;
    case "number":
      return new Float(numbers.toJsNumber(value.value));
    case "list":
    case "set":
    case "tuple":
      return value.items.map(wireOfValue);
    case "map":
    case "object":
      return Object.fromEntries([...value.entries].map(([key, part]) => [key, wireOfValue(part)]));
    default:
      return null;
  }
}
