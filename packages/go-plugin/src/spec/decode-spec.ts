import { decodeProtobufSpec } from "../protobuf/decode-protobuf-spec.ts";
import { decodeGobSpec } from "./decode-gob-spec.ts";
import { type Encoding, type HclObjectSpec, SpecError } from "./hcl-spec.ts";

/**
 * Reads the config spec of a component, as its plugin sends it.
 * @param component what to call it in an error: `the builder "amazon-ebs"`
 * @throws SpecError with the part that cannot be read, and why
 */
export function decodeSpec(bytes: Uint8Array, encoding: Encoding, component = "a component"): HclObjectSpec {
  try {
    return encoding === "gob" ? decodeGobSpec(bytes) : decodeProtobufSpec(bytes);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SpecError(`The config spec of ${component} cannot be read: ${why}`);
  }
}
