import { encodeProtobufSpec } from "../protobuf/encode-protobuf-spec.ts";
import { encodeGobSpec } from "./encode-gob-spec.ts";
import type { Encoding, HclObjectSpec } from "./hcl-spec.ts";

/**
 * Writes the config spec of a component for Packer.
 *
 * @param vendor see `encodeGobSpec`
 * @throws SpecError with the part that the encoding cannot say: `specOfSchema` makes none that it cannot
 */
export function encodeSpec(spec: HclObjectSpec, encoding: Encoding, vendor = ""): Uint8Array {
  return encoding === "gob" ? encodeGobSpec(spec, vendor) : encodeProtobufSpec(spec);
}
