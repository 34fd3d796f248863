import { encodeProtobufSpec } from "../protobuf/encode-protobuf-spec.ts";
import { encodeGobSpec } from "./encode-gob-spec.ts";
import type { Encoding, HclObjectSpec } from "./hcl-spec.ts";

/**
 * Writes the config spec of a component for Packer.
 * @throws SpecError with the part that the encoding cannot say: `specOfSchema` makes none that it cannot
 */
export function encodeSpec(spec: HclObjectSpec, encoding: Encoding): Uint8Array {
  return encoding === "gob" ? encodeGobSpec(spec) : encodeProtobufSpec(spec);
}
