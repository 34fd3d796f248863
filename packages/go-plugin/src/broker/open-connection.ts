import type { Duplex } from "node:stream";
import type { ByteStream } from "../stream/byte-stream.ts";
import type { MuxStream } from "../yamux/mux-stream.ts";
import { openSession } from "../yamux/open-session.ts";
import { startTimer } from "../yamux/start-timer.ts";
import type { Connection } from "./broker.ts";

/** How long one side waits for the other to dial, or to take what was dialled (plugin-protocol 4). */
const acceptTimeoutMs = 5000;
/** The other side gives up after the same time: its refusal is waited for, which says more than our clock. */
const dialTimeoutMs = 2 * acceptTimeoutMs;
/** Streams that wait for somebody to accept their number; further ones are refused. */
const mostParked = 256;

interface Waiter {
  readonly resolve: (stream: MuxStream) => void;
  readonly reject: (error: Error) => void;
}

interface Parked {
  readonly stream: MuxStream;
  readonly unpark: () => void;
}

/**
 * Opens the connection between a host and a plugin over a socket (any stream of bytes in both directions), which is its own from now on: a
 * yamux session whose streams begin with a number of the accepting side, little-endian, and the same number back (plugin-protocol 4).
 */
export function openConnection(socket: Duplex, role: "host" | "plugin"): Connection {
  const waiters = new Map<number, Waiter>();
  const parked = new Map<number, Parked>();
  /** Numbers that were accepted: each is for one stream. */
  const used = new Set<number>();
  let lastId = 0;
  /** Streams whose number has not come yet, and those that are parked. */
  let unclaimed = 0;
  let over: { readonly reason: Error | undefined } | undefined;

  const session = openSession(socket, role === "host" ? "client" : "server", (stream) => {
    if (unclaimed >= mostParked) return stream.close();
    unclaimed++;
    void claim(stream).finally(() => unclaimed--);
  });

  /** Reads the number of a stream that the other side opened, and finds who accepts it. Other streams do not wait for this. */
  const claim = async (stream: MuxStream) => {
    const id = await readId(stream, acceptTimeoutMs).catch(() => undefined);
    const waiter = id === undefined ? undefined : waiters.get(id);
    if (id === undefined || used.has(id) || parked.has(id)) return stream.close();
    if (waiter !== undefined) return waiter.resolve(stream);
    await new Promise<void>((resolve) => {
      const stop = startTimer(acceptTimeoutMs, () => {
        parked.delete(id);
        stream.close();
        resolve();
      });
      const unpark = () => {
        stop();
        parked.delete(id);
        resolve();
      };
      parked.set(id, { stream, unpark });
    });
  };

  const closed = session.closed.then((reason) => {
    over = { reason };
    for (const { reject } of [...waiters.values()]) reject(overError(reason));
    for (const { unpark } of [...parked.values()]) unpark();
    return reason;
  });

  /** The stream that the other side opened under a number, as soon as it has. */
  const arrival = (id: number, timeoutMs: number) =>
    new Promise<MuxStream>((resolve, reject) => {
      const early = parked.get(id);
      if (early !== undefined) {
        early.unpark();
        return resolve(early.stream);
      }
      const stop = startTimer(timeoutMs, () => waiters.get(id)?.reject(new Error("timeout waiting for accept")));
      const settled = () => {
        stop();
        waiters.delete(id);
      };
      waiters.set(id, {
        resolve: (stream) => {
          settled();
          resolve(stream);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      });
    });

  const accept = async (id: number, timeoutMs = acceptTimeoutMs): Promise<ByteStream> => {
    if (over !== undefined) throw overError(over.reason);
    if (used.has(id) || waiters.has(id))
      throw new Error(`Stream ${id} is accepted already: a number is for one stream`);
    const stream = await arrival(id, timeoutMs);
    used.add(id);
    await stream.write(encodeId(id));
    return stream;
  };

  const dial = async (id: number): Promise<ByteStream> => {
    const stream = session.open();
    try {
      // At once: Go's side looks at no other stream before it knows the number of this one.
      const [, answer] = await Promise.all([stream.write(encodeId(id)), readId(stream, dialTimeoutMs)]);
      if (answer !== id) throw new Error(`Stream ${id} was dialled, and the other side has accepted stream ${answer}`);
      return stream;
    } catch (error) {
      stream.close();
      throw error;
    }
  };

  return { nextId: () => ++lastId, accept, dial, close: session.close, closed };
}

function overError(reason: Error | undefined): Error {
  return reason ?? new Error("The connection is closed");
}

function encodeId(id: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(id);
  return bytes;
}

/** Reads a number, in pieces where it comes so. Rejects when it does not come in time. */
async function readId(stream: MuxStream, timeoutMs: number): Promise<number> {
  let isLate = false;
  const stop = startTimer(timeoutMs, () => {
    isLate = true;
    stream.close();
  });
  try {
    const bytes = Buffer.alloc(4);
    for (let at = 0; at < 4; ) {
      const piece = await stream.read(4 - at);
      if (piece === undefined) throw new Error("The other side has not accepted the stream");
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes.readUInt32LE(0);
  } catch (error) {
    throw isLate ? new Error(`The other side has not taken the stream for ${timeoutMs / 1000} s`) : error;
  } finally {
    stop();
  }
}
