// The doors of the transport, through which bytes of a plugin, or of its host, come in; for `npm run fuzz`. A door returns or resolves whatever the bytes are:
// what it throws is a mistake of ours.

import { type Duplex, duplexPair } from "node:stream";
import { openConnection } from "../src/broker/open-connection.ts";
import { decodeMsgpack } from "../src/msgpack/decode-msgpack.ts";
import { encodeMsgpack } from "../src/msgpack/encode-msgpack.ts";
import { MsgpackReader } from "../src/msgpack/msgpack-reader.ts";
import { MsgpackError } from "../src/msgpack/msgpack-value.ts";
import { createRpcClient } from "../src/rpc/create-rpc-client.ts";
import { serveRpc } from "../src/rpc/serve-rpc.ts";
import type { ByteStream } from "../src/stream/byte-stream.ts";
import { settle } from "./settle.ts";
import { streamPair } from "./stream-pair.ts";

export const doors = {
  msgpack: (bytes: Uint8Array): void => {
    const whole = reading(() => decodeMsgpack(bytes));
    const pieces = reading(() => readInPieces(bytes));
    if (whole !== undefined && hex(encodeMsgpack(whole.value)) !== hex(encodeMsgpack(pieces?.value ?? null)))
      throw new Error("In pieces it is another value");
  },
  "rpc-server": async (bytes: Uint8Array): Promise<void> => {
    const [stream, server] = streamPair();
    const served = serveRpc(server, new Map([["Ui", { Say: (args) => args }]]));
    await feed(stream, bytes);
    await mustEnd([served]);
  },
  "rpc-client": async (bytes: Uint8Array): Promise<void> => {
    const [stream, ours] = streamPair();
    const client = createRpcClient(ours);
    const calls = ["Ui.Say", "Ui.Ask"].map((method) => client.call(method, null));
    await feed(stream, bytes);
    await mustEnd(calls);
  },
  host: async (bytes: Uint8Array): Promise<void> => {
    const [socket, peer] = duplexPair();
    const host = openConnection(socket, "host");
    const call = host.dial(0).then((stream) => createRpcClient(stream).call("Builder.Run", 1));
    const served = host.accept(1).then((stream) => serveRpc(stream, new Map([["Ui", { Say: (args) => args }]])));
    await feedSocket(peer, bytes);
    await mustEnd([call, served, host.closed]);
  },
  plugin: async (bytes: Uint8Array): Promise<void> => {
    const [socket, peer] = duplexPair();
    const plugin = openConnection(socket, "plugin");
    const served = plugin.accept(0).then((stream) => serveRpc(stream, new Map([["Builder", { Run: () => 0 }]])));
    await feedSocket(peer, bytes);
    await mustEnd([served, plugin.closed]);
  },
};

/** What a reader reads; undefined where it says of the bytes that they are wrong. */
function reading<T>(read: () => T) {
  try {
    return { value: read() };
  } catch (error) {
    if (!(error instanceof MsgpackError)) throw error;
    return undefined;
  }
}

function readInPieces(bytes: Uint8Array) {
  const reader = new MsgpackReader();
  for (let at = 0; at < bytes.length; at += 7) {
    reader.push(bytes.subarray(at, at + 7));
    const value = reader.next();
    if (value !== undefined) return value;
  }
  return null;
}

async function feed(stream: ByteStream, bytes: Uint8Array): Promise<void> {
  const drain = async () => {
    while ((await stream.read()) !== undefined);
  };
  drain().catch(() => {});
  stream.write(bytes).catch(() => {});
  await stream.end();
}

/** The answers of the other side are thrown away. */
async function feedSocket(peer: Duplex, bytes: Uint8Array): Promise<void> {
  peer.on("error", () => {});
  peer.resume();
  await settle();
  peer.end(bytes);
}

async function mustEnd(promises: readonly Promise<unknown>[]): Promise<void> {
  let open = promises.length;
  const done = () => void open--;
  for (const promise of promises) promise.then(done, done);
  for (let i = 0; i < 100 && open > 0; i++) await settle();
  if (open > 0) throw new Error(`${open} of ${promises.length} promises never come to an end`);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
