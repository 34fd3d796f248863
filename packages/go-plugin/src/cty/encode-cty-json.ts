import { T, toJson, unmarkDeep, type Value } from "@ingot/hcl";

const utf8 = new TextEncoder();

/**
 * A value with its type as JSON: how a config that was decoded from HCL travels (plugin-protocol 6.2). Numbers keep all their digits. Marks
 * are not sent: the other side does not know them.
 * @throws JsonError where a part is not known: put `fillUnknown` before it; or where a number is infinite
 */
export function encodeCtyJson(value: Value): Uint8Array {
  return utf8.encode(toJson(unmarkDeep(value), T.dynamic));
}
