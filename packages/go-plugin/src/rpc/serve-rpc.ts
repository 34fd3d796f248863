import { encodeMsgpack } from "../msgpack/encode-msgpack.ts";
import { Unsigned } from "../msgpack/msgpack-value.ts";
import type { ByteStream } from "../stream/byte-stream.ts";
import { type Message, readMessages } from "./read-messages.ts";
import type { Method, Services, Wire } from "./rpc.ts";

/** As many calls may be at work at once, and hold as much memory; further ones are not read until one of these is answered. */
const mostAtOnce = 1000;
/** Twice what one call can hold, so that a large one does not keep its own cancel out. */
const mostHeldBytes = 256 * 1024 * 1024;

/**
 * Serves the calls of a stream, all at once. Resolves when the other side has ended the stream and every call is answered. Rejects when the
 * stream broke, or what came was no message; the stream is closed then, and methods that still run have nobody to answer. Where nobody waits
 * for that, it is not an unhandled rejection: a plugin may die at any time.
 */
export function serveRpc(stream: ByteStream, services: Services): Promise<void> {
  const served = serve(stream, services);
  served.catch(() => {});
  return served;
}

async function serve(stream: ByteStream, services: Services): Promise<void> {
  const running = new Set<Promise<void>>();
  let heldBytes = 0;
  try {
    for await (const message of readMessages(stream)) {
      const task = answer(stream, services, message).finally(() => {
        running.delete(task);
        heldBytes -= message.cost;
      });
      running.add(task);
      heldBytes += message.cost;
      while (running.size >= mostAtOnce || (heldBytes >= mostHeldBytes && running.size > 0))
        await Promise.race(running);
    }
    await Promise.all(running);
    await stream.end();
  } catch (error) {
    stream.close();
    throw error;
  }
}

/** Runs one call and writes its answer. Never rejects: where an answer cannot be written, reading fails too. */
async function answer(stream: ByteStream, services: Services, { method, seq, body }: Message): Promise<void> {
  let reply: Uint8Array;
  try {
    reply = encodeAnswer(method, seq, "", await findMethod(services, method)(body));
  } catch (error) {
    reply = encodeAnswer(method, seq, textOf(error), {});
  }
  await stream.write(reply).catch(() => stream.close());
}

/** The texts are Go's. The name of a service may have dots: progress is reported to one that is named after a file. */
function findMethod(services: Services, name: string): Method {
  const dot = name.lastIndexOf(".");
  if (dot < 0) throw new Error(`rpc: service/method request ill-formed: ${name}`);
  const service = services.get(name.slice(0, dot));
  if (service === undefined) throw new Error(`rpc: can't find service ${name}`);
  const method = name.slice(dot + 1);
  const run = Object.hasOwn(service, method) ? service[method] : undefined;
  if (run === undefined) throw new Error(`rpc: can't find method ${name}`);
  return run;
}

/** An answer with an error has an empty map for a body (plugin-protocol 5.1). */
function encodeAnswer(method: string, seq: number | bigint, error: string, body: Wire): Uint8Array {
  const head = encodeMsgpack({ ServiceMethod: method, Seq: new Unsigned(seq), Error: error });
  return Buffer.concat([head, encodeMsgpack(body)]);
}

/** An error without a text would be a success. */
function textOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text === "" ? "unknown error" : text;
}
