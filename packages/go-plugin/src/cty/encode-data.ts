import { unmarkDeep, type Value } from "@ingot/hcl";
import { defineOpaque } from "../gob/define-gob-type.ts";
import { gobBytes, gobMessage, gobPlain } from "../gob/write-gob.ts";
import type { Encoding } from "../spec/hcl-spec.ts";
import { encodeCtyMsgpack } from "./encode-cty-msgpack.ts";
import { encodeGobValue } from "./encode-gob-value.ts";

const valueId = 65;
const definition = defineOpaque(valueId, "Value");

/**
 * What a data source gives, as the answer to `Datasource.Execute` has it: in gob (plugin-protocol 7.5) or in cty's msgpack (8.4). Marks are
 * taken off.
 * @throws in gob: GobError where a part is not known, SpecError where one is of no certain type, as a null of any type is
 */
export function encodeData(value: Value, encoding: Encoding): Uint8Array {
  if (encoding === "protobuf") return encodeCtyMsgpack(value);
  return Buffer.concat([definition, gobMessage(valueId, gobPlain(gobBytes(encodeGobValue(unmarkDeep(value)))))]);
}
