import type { Value } from "@ingot/hcl";
import { decodeGob, gobBudget } from "../gob/decode-gob.ts";
import type { Encoding } from "../spec/hcl-spec.ts";
import { decodeCtyMsgpack } from "./decode-cty-msgpack.ts";
import { decodeGobValue } from "./decode-gob-value.ts";

/**
 * Reads what a data source gives: the answer to `Datasource.Execute` in gob (plugin-protocol 7.5) or in cty's msgpack (8.4).
 * @throws GobError, MsgpackError or JsonError where the bytes are not that
 */
export function decodeData(bytes: Uint8Array, encoding: Encoding): Value {
  if (encoding === "protobuf") return decodeCtyMsgpack(bytes);
  const budget = gobBudget();
  return decodeGobValue(decodeGob(bytes, budget), budget);
}
