import { partsOfValue, unmarkDeep, type Value } from "@ingot/hcl";
import { defineOpaque } from "../gob/define-gob-type.ts";
import { GobError } from "../gob/gob-value.ts";
import { gobBytes, gobMessage, gobPlain } from "../gob/write-gob.ts";
import type { Encoding } from "../spec/hcl-spec.ts";
import { encodeCtyMsgpack } from "./encode-cty-msgpack.ts";
import { encodeGobValue } from "./encode-gob-value.ts";

const valueId = 65;
const definition = defineOpaque(valueId, "Value");

/**
 * What a data source gives, as the answer to `Datasource.Execute` has it: in gob (plugin-protocol 7.5) or in cty's msgpack (8.4). Marks are
 * taken off.
 * @throws in gob: GobError where a part is not known, or is a number in a place where it makes Packer crash; SpecError where a part is of no
 * certain type, as a null of any type is
 */
export function encodeData(value: Value, encoding: Encoding): Uint8Array {
  if (encoding === "protobuf") return encodeCtyMsgpack(value);
  if (crashesGo(value)) {
    throw new GobError(
      "a set holds several numbers, or a list, a map or a set holds objects or lists with a number in them, which Packer cannot read in gob. Give the number as a text",
    );
  }
  return Buffer.concat([definition, gobMessage(valueId, gobPlain(gobBytes(encodeGobValue(unmarkDeep(value)))))]);
}

/**
 * Whether Go's cty panics where it reads the value from gob. Found by asking go-cty 1.13.3, which cannot read what it wrote itself: a number
 * that does not stand directly in a list, a map or a set, but in something that stands in one; and several in a set, which it compares.
 */
function crashesGo(value: Value): boolean {
  if (value.k === "set" && value.items.filter((item) => item.k === "number").length > 1) return true;
  const isCollection = value.k === "list" || value.k === "map" || value.k === "set";
  for (const part of partsOfValue(value)) {
    if (crashesGo(part) || (isCollection && part.k !== "number" && holdsNumber(part))) return true;
  }
  return false;
}

function holdsNumber(value: Value): boolean {
  if (value.k === "number") return true;
  for (const part of partsOfValue(value)) if (holdsNumber(part)) return true;
  return false;
}
