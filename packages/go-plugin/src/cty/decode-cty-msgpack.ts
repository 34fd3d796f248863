import { numbers, T, type Type, typeFromJson, V, type Value } from "@ingot/hcl";
import { decodeMsgpack } from "../msgpack/decode-msgpack.ts";
import { Extension, MsgpackError, type MsgpackValue } from "../msgpack/msgpack-value.ts";

/**
 * Reads a value that carries its type along as cty's msgpack (plugin-protocol 8.4).
 * @throws MsgpackError, or JsonError where its type is not the JSON form of one
 */
export function decodeCtyMsgpack(bytes: Uint8Array): Value {
  return read(decodeMsgpack(bytes), T.dynamic);
}

function read(part: MsgpackValue | undefined, type: Type): Value {
  if (part === null) return V.null(type);
  // Newer versions of cty say something about an unknown value; whatever it is, the value is unknown.
  if (part instanceof Extension) return V.unknown(type);
  switch (type.k) {
    case "string":
      if (typeof part === "string") return V.string(part);
      break;
    case "bool":
      if (typeof part === "boolean") return V.bool(part);
      break;
    case "number":
      return V.number(readNumber(part));
    case "list":
      return V.list(
        type.of,
        itemsOf(part, type.k).map((item) => read(item, type.of)),
      );
    case "set":
      return V.set(
        type.of,
        itemsOf(part, type.k).map((item) => read(item, type.of)),
      );
    case "tuple": {
      const items = itemsOf(part, type.k);
      if (items.length !== type.items.length) break;
      return V.tuple(items.map((item, i) => read(item, type.items[i] ?? T.dynamic)));
    }
    case "map":
      return V.map(
        type.of,
        entriesOf(part, type.k).map(([key, entry]) => [key, read(entry, type.of)] as const),
      );
    case "object": {
      const own = new Map(entriesOf(part, type.k));
      for (const key of own.keys()) {
        if (!type.attributes.has(key))
          throw new MsgpackError(`the attribute ${JSON.stringify(key)} is not expected here`);
      }
      return V.object([...type.attributes].map(([key, of]) => [key, read(own.get(key) ?? null, of)] as const));
    }
    case "dynamic": {
      const [written, inner] = itemsOf(part, "value of any type");
      if (written instanceof Uint8Array)
        return read(inner ?? null, typeFromJson(Buffer.from(written).toString("utf8")));
      break;
    }
  }
  throw new MsgpackError(`a value is not of its type, which is ${type.k}`);
}

function readNumber(part: MsgpackValue | undefined): numbers.BigFloat {
  if (typeof part === "bigint") return numbers.fromBigInt(part);
  if (typeof part === "number" && !Number.isNaN(part)) return numbers.fromJsNumber(part);
  const parsed = typeof part === "string" ? numbers.parseNumber(part) : undefined;
  if (!parsed) throw new MsgpackError("a number is not a number");
  return parsed;
}

function itemsOf(part: MsgpackValue | undefined, what: string): readonly MsgpackValue[] {
  if (!Array.isArray(part)) throw new MsgpackError(`a ${what} is not an array`);
  return part as readonly MsgpackValue[];
}

function entriesOf(part: MsgpackValue | undefined, what: string): readonly (readonly [string, MsgpackValue])[] {
  const isMap =
    typeof part === "object" &&
    part !== null &&
    !Array.isArray(part) &&
    !(part instanceof Uint8Array || part instanceof Date || part instanceof Extension);
  if (!isMap) throw new MsgpackError(`a ${what} is not a map`);
  return Object.entries(part);
}
