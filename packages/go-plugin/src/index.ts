// The public face of @ingot/go-plugin: Packer's plugin wire protocol, both ends.
export type { Broker, Connection } from "./broker/broker.ts";
export { decodeCtyJson } from "./cty/decode-cty-json.ts";
export { decodeData } from "./cty/decode-data.ts";
export { encodeCtyJson } from "./cty/encode-cty-json.ts";
export { encodeData } from "./cty/encode-data.ts";
export { fillUnknown } from "./cty/fill-unknown.ts";
export { encodeCommandFinished } from "./gob/encode-command-finished.ts";
export { readCommandFinished } from "./gob/read-command-finished.ts";
export type { Method, RpcClient, Services, Wire } from "./rpc/rpc.ts";
export { RemoteError } from "./rpc/rpc.ts";
export { decodeSpec } from "./spec/decode-spec.ts";
export { encodeSpec } from "./spec/encode-spec.ts";
export type { Encoding, HclObjectSpec, HclSpec } from "./spec/hcl-spec.ts";
export { SpecError } from "./spec/hcl-spec.ts";
export type { ByteStream } from "./stream/byte-stream.ts";
