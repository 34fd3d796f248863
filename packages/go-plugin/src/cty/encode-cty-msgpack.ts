import { numbers, T, type Type, typeOf, typeToJson, unmarkDeep, type Value } from "@ingot/hcl";
import { encodeMsgpack } from "../msgpack/encode-msgpack.ts";
import { Extension, Float, type MsgpackValue, Unsigned } from "../msgpack/msgpack-value.ts";

const utf8 = new TextEncoder();
/** What stands for a value that is not known yet. */
const unknown = new Extension(0, Uint8Array.of(0));

/** A value with its type as cty's msgpack: what a data source gives in protobuf mode (plugin-protocol 8.4). Marks are taken off. */
export function encodeCtyMsgpack(value: Value): Uint8Array {
  return encodeMsgpack(encodePart(unmarkDeep(value), T.dynamic));
}

/** @param type the type that the other side knows; where it is dynamic, the value says its own */
function encodePart(value: Value, type: Type): MsgpackValue {
  const own = typeOf(value);
  if (type.k === "dynamic" && own.k !== "dynamic") return [utf8.encode(typeToJson(own)), encodePart(value, own)];
  switch (value.k) {
    case "unknown":
      return unknown;
    case "null":
      return null;
    case "string":
    case "bool":
      return value.value;
    case "number":
      return encodeNumber(value.value);
    case "list":
    case "set":
      return value.items.map((item) => encodePart(item, value.of));
    case "tuple":
      return value.items.map((item) => encodePart(item, typeOf(item)));
    case "map":
      return record([...value.entries].map(([key, entry]) => [key, encodePart(entry, value.of)]));
    case "object":
      return record([...value.entries].map(([key, entry]) => [key, encodePart(entry, typeOf(entry))]));
  }
}

/** An object whatever its keys are: `__proto__` too is only a key. */
function record(entries: readonly (readonly [string, MsgpackValue])[]): MsgpackValue {
  return Object.fromEntries(entries);
}

/** An integer where it is one of 64 bits, else a float where that is exact, else its digits. */
function encodeNumber(number: numbers.BigFloat): MsgpackValue {
  const whole = numbers.toBigInt(number);
  const isNegativeZero = number.k === "integer" && Object.is(number.n, -0);
  if (whole !== undefined && whole >= -(1n << 63n) && whole < 1n << 63n && !isNegativeZero) {
    return whole < 0n ? whole : new Unsigned(whole);
  }
  const near = numbers.toJsNumber(number);
  return numbers.cmp(numbers.fromJsNumber(near), number) === 0 ? new Float(near) : numbers.toDecimalText(number);
}
