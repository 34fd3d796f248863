import { fromJson, JsonError, T, type Value } from "@ingot/hcl";

/** The longest config, in bytes. It is what a template says, and a template is no longer. */
const greatestBytes = 64 * 1024 * 1024;

/**
 * Reads a value that carries its type along as JSON (plugin-protocol 6.2).
 * @throws JsonError where the bytes are not JSON, or the value is not of its type
 */
export function decodeCtyJson(bytes: Uint8Array): Value {
  if (bytes.length > greatestBytes) {
    throw new JsonError(`a value of ${bytes.length} bytes is longer than the ${greatestBytes} that are read`);
  }
  return fromJson(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes), T.dynamic);
}
