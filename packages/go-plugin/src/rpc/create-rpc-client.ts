import { encodeMsgpack } from "../msgpack/encode-msgpack.ts";
import { Unsigned } from "../msgpack/msgpack-value.ts";
import type { ByteStream } from "../stream/byte-stream.ts";
import { readMessages } from "./read-messages.ts";
import { RemoteError, type RpcClient, type Wire } from "./rpc.ts";

interface Pending {
  readonly method: string;
  readonly resolve: (body: Wire) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The client of a stream whose other side serves. From the call on everything that is read from the stream is its own. When there can be no
 * more answers, calls reject with the reason: the stream's error, "unexpected EOF" when the other side has ended it, or what was wrong with
 * what it sent, after which the stream is closed.
 */
export function createRpcClient(stream: ByteStream): RpcClient {
  const pending = new Map<number, Pending>();
  let nextSeq = 0;
  let isClosed = false;
  let over: { readonly reason: unknown } | undefined;

  const finish = (reason: unknown) => {
    over ??= { reason };
    for (const call of pending.values()) call.reject(over.reason);
    pending.clear();
  };

  const readAnswers = async () => {
    try {
      for await (const { method, seq, error, body } of readMessages(stream)) {
        const call = pending.get(seq as number);
        if (call === undefined)
          throw new Error(`An answer (${JSON.stringify(method.slice(0, 100))}) to call ${seq}, which nobody waits for`);
        pending.delete(seq as number);
        if (error === "") call.resolve(body);
        else call.reject(new RemoteError(call.method, shorten(error)));
      }
      finish(new Error(isClosed ? "The client is closed" : "unexpected EOF"));
      // The server has gone: it waits for our end of the stream.
      await stream.end();
    } catch (error) {
      finish(error);
      stream.close();
    }
  };
  void readAnswers();

  return {
    call: (method, args) =>
      new Promise<Wire>((resolve, reject) => {
        if (over !== undefined) throw over.reason;
        if (isClosed) throw new Error("The client is closed");
        const message = encodeCall(method, nextSeq, args);
        const seq = nextSeq++;
        pending.set(seq, { method, resolve, reject });
        stream.write(message).catch((error: unknown) => {
          // Nobody will see this call: nor can the stream be good for others.
          finish(error);
          stream.close();
        });
      }),
    close: () => {
      if (isClosed) return;
      isClosed = true;
      stream.end().catch(() => stream.close());
    },
  };
}

/** Nobody reads an error of this length, and it may be copied into several messages. */
const mostCharacters = 100_000;

function shorten(error: string): string {
  return error.length <= mostCharacters ? error : `${error.slice(0, mostCharacters)}...`;
}

function encodeCall(method: string, seq: number, args: Wire): Uint8Array {
  const head = encodeMsgpack({ ServiceMethod: method, Seq: new Unsigned(seq) });
  return Buffer.concat([head, encodeMsgpack(args)]);
}
