// The public face of @ingot/go-plugin: Packer's plugin wire protocol, both ends.
export type { Broker, Connection } from "./broker/broker.ts";
export type { Method, RpcClient, Services, Wire } from "./rpc/rpc.ts";
export { RemoteError } from "./rpc/rpc.ts";
export type { Encoding, HclObjectSpec, HclSpec } from "./spec/hcl-spec.ts";
export type { ByteStream } from "./stream/byte-stream.ts";
