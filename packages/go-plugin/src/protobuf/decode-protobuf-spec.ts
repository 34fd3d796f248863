import { T, type Type } from "@ingot/hcl";
import { atPart } from "../spec/at-part.ts";
import type { HclObjectSpec, HclSpec } from "../spec/hcl-spec.ts";
import { readFields } from "./read-fields.ts";
import { ProtobufError, readMessage } from "./read-message.ts";
import { attr, block, blockList, ctyType, entry, object, primitiveNames, spec } from "./spec-messages.ts";

/** The largest spec, in bytes. Real ones have a few thousand. */
const greatestBytes = 1024 * 1024;
/** How deep specs and types may stand in one another. */
const greatestDepth = 100;

/**
 * Reads a config spec as protobuf has it (plugin-protocol 8.3).
 * @throws ProtobufError for bytes that are no such message, SpecError for a part that cannot be read
 */
export function decodeProtobufSpec(bytes: Uint8Array): HclObjectSpec {
  if (bytes.length > greatestBytes) {
    throw new ProtobufError(`a spec of ${bytes.length} bytes is longer than the ${greatestBytes} that are read`);
  }
  return readObjectSpec(bytes, 0);
}

/** A Spec that has to be an object: at the top, and in each block. */
function readObjectSpec(bytes: Uint8Array, depth: number): HclObjectSpec {
  const fields = readFields(bytes);
  if (fields.lastOf(spec.any) !== spec.object) throw new ProtobufError("not an object spec");
  return readObject(fields.message(spec.object), depth);
}

function readObject(bytes: Uint8Array, depth: number): HclObjectSpec {
  if (depth > greatestDepth) throw new ProtobufError(`specs are nested more than ${greatestDepth} levels deep`);
  const parts = new Map<string, HclSpec>();
  for (const { number, value } of readMessage(bytes)) {
    if (number !== object.attributes) continue;
    if (typeof value === "bigint") throw new ProtobufError("an entry of an object is a number");
    const fields = readFields(value);
    const key = fields.text(entry.key);
    parts.set(
      key,
      atPart(key, () => readPart(fields.message(entry.value), depth)),
    );
  }
  return { k: "object", parts };
}

function readPart(bytes: Uint8Array, depth: number): HclSpec {
  const fields = readFields(bytes);
  switch (fields.lastOf(spec.any)) {
    case spec.attr: {
      const own = readFields(fields.message(spec.attr));
      const type = readType(own.message(attr.type), 0);
      return { k: "attr", name: own.text(attr.name), type, required: own.bool(attr.required) };
    }
    case spec.block: {
      const own = readFields(fields.message(spec.block));
      const nested = readObjectSpec(own.message(block.nested), depth + 1);
      return { k: "block", name: own.text(block.name), nested, required: own.bool(block.required) };
    }
    case spec.blockList: {
      const own = readFields(fields.message(spec.blockList));
      const nested = readObjectSpec(own.message(blockList.nested), depth + 1);
      return { k: "blocks", name: own.text(blockList.name), nested, min: 0, max: 0, as: "list" };
    }
    case spec.object:
      throw new ProtobufError("there is an object spec outside of a block");
    default:
      throw new ProtobufError("there is a spec of a kind that is not known");
  }
}

function readType(bytes: Uint8Array, depth: number): Type {
  if (depth > greatestDepth) throw new ProtobufError(`types are nested more than ${greatestDepth} levels deep`);
  const fields = readFields(bytes);
  switch (fields.lastOf(ctyType.any)) {
    case ctyType.primitive: {
      const name = readFields(fields.message(ctyType.primitive)).text(1);
      const found = primitiveNames.find(([, written]) => written === name);
      if (!found) throw new ProtobufError(`${JSON.stringify(name)} is not the name of a type`);
      return T[found[0]];
    }
    case ctyType.list:
      return T.list(readType(readFields(fields.message(ctyType.list)).message(1), depth + 1));
    case ctyType.map:
      return T.map(readType(readFields(fields.message(ctyType.map)).message(1), depth + 1));
    default:
      throw new ProtobufError("there is no type, or one of a kind that is not known");
  }
}
