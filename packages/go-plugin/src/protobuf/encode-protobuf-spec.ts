import { compareUtf8, type Type } from "@ingot/hcl";
import { atPart } from "../spec/at-part.ts";
import { type HclObjectSpec, type HclSpec, SpecError } from "../spec/hcl-spec.ts";
import { attr, block, blockList, ctyType, entry, object, primitiveNames, spec } from "./spec-messages.ts";
import { boolField, lengthField } from "./write-fields.ts";

/**
 * Writes a config spec as protobuf has it (plugin-protocol 8.3), entries in the order of their names, so that equal specs are equal bytes.
 * @throws SpecError for what it cannot say: types other than string, bool, number, lists and maps of those; sets of blocks, blocks with
 * labels, blocks with settings of any name. How many blocks there may be it leaves out.
 */
export function encodeProtobufSpec(written: HclObjectSpec): Uint8Array {
  const entries = [...written.parts].sort(([a], [b]) => compareUtf8(a, b));
  const attributes = entries.map(([key, part]) => {
    const value = atPart(key, () => encodePart(part));
    return lengthField(object.attributes, lengthField(entry.key, key), lengthField(entry.value, value));
  });
  return lengthField(spec.object, ...attributes);
}

function encodePart(part: HclSpec): Uint8Array {
  switch (part.k) {
    case "attr": {
      const type = lengthField(attr.type, encodeType(part.type));
      return lengthField(spec.attr, textField(attr.name, part.name), type, boolField(attr.required, part.required));
    }
    case "block": {
      const nested = lengthField(block.nested, encodeProtobufSpec(part.nested));
      return lengthField(
        spec.block,
        textField(block.name, part.name),
        boolField(block.required, part.required),
        nested,
      );
    }
    case "blocks": {
      if (part.as === "set") throw new SpecError("there is a set of blocks, which protobuf cannot say");
      const nested = lengthField(blockList.nested, encodeProtobufSpec(part.nested));
      return lengthField(spec.blockList, textField(blockList.name, part.name), nested);
    }
    default:
      throw new SpecError(`there is ${describeKind(part)}, which protobuf cannot say`);
  }
}

function describeKind(part: HclSpec): string {
  switch (part.k) {
    case "attrs":
      return "a block with settings of any name";
    case "labelled":
      return "a block with labels";
    default:
      return `a ${part.k} value`;
  }
}

/** Empty texts are left out, as proto3 has it. */
function textField(number: number, text: string): Uint8Array {
  return text === "" ? new Uint8Array() : lengthField(number, text);
}

function encodeType(type: Type): Uint8Array {
  switch (type.k) {
    case "list":
      return lengthField(ctyType.list, lengthField(1, encodeType(type.of)));
    case "map":
      return lengthField(ctyType.map, lengthField(1, encodeType(type.of)));
    default: {
      const found = primitiveNames.find(([k]) => k === type.k);
      if (!found) throw new SpecError(`there is a type of the kind ${type.k}, which protobuf cannot say`);
      return lengthField(ctyType.primitive, lengthField(1, found[1]));
    }
  }
}
