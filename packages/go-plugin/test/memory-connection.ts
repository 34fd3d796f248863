// Both ends of a connection in one process, without the wire: streams with a window, brokers, and calls that go straight to the services.

import type { Broker } from "../src/broker/broker.ts";
import { RemoteError, type RpcClient, type Services, type Wire } from "../src/rpc/rpc.ts";
import type { ByteStream } from "../src/stream/byte-stream.ts";

const windowBytes = 262_144;

/** Counts what the streams of a connection hold. */
export interface Held {
  bytes: number;
  most: number;
  /** Streams that have not ended in both directions. */
  open: number;
}

interface Half {
  chunks: Uint8Array[];
  bytes: number;
  isEnded: boolean;
  wake: () => void;
  changed: Promise<void>;
}

/** A stream: its two ends. */
export function memoryStream(held: Held = { bytes: 0, most: 0, open: 0 }): [ByteStream, ByteStream] {
  const halves = [newHalf(), newHalf()] as const;
  let reset = false;
  held.open += 1;
  let counted = true;
  const notice = () => {
    for (const half of halves) half.wake();
    if (counted && (reset || halves.every((half) => half.isEnded))) {
      counted = false;
      held.open -= 1;
    }
  };
  const end = (from: Half, to: Half): ByteStream => ({
    read: async () => {
      for (;;) {
        if (reset) throw new Error("stream reset");
        const chunk = from.chunks.shift();
        if (chunk) {
          from.bytes -= chunk.length;
          held.bytes -= chunk.length;
          from.wake();
          return chunk;
        }
        if (from.isEnded) return undefined;
        await from.changed;
      }
    },
    write: async (bytes) => {
      for (let at = 0; at < bytes.length; ) {
        if (reset) throw new Error("stream reset");
        if (to.isEnded) throw new Error("stream closed");
        const room = windowBytes - to.bytes;
        if (room <= 0) {
          await to.changed;
          continue;
        }
        const part = bytes.slice(at, at + room);
        at += part.length;
        to.chunks.push(part);
        to.bytes += part.length;
        held.bytes += part.length;
        held.most = Math.max(held.most, held.bytes);
        to.wake();
      }
    },
    end: async () => {
      if (reset) throw new Error("stream reset");
      to.isEnded = true;
      notice();
    },
    close: () => {
      if (from.isEnded && to.isEnded && from.bytes === 0) return;
      reset = true;
      notice();
    },
  });
  return [end(halves[0], halves[1]), end(halves[1], halves[0])];
}

function newHalf(): Half {
  const half: Half = { chunks: [], bytes: 0, isEnded: false, wake: () => undefined, changed: Promise.resolve() };
  const arm = () => {
    half.changed = new Promise((resolve) => {
      half.wake = () => {
        resolve();
        arm();
      };
    });
  };
  arm();
  return half;
}

/** Two brokers that reach each other. An accept that nobody dials rejects after `acceptMs`. */
export function memoryBrokers(acceptMs = 100): { readonly left: Broker; readonly right: Broker; readonly held: Held } {
  const held: Held = { bytes: 0, most: 0, open: 0 };
  const waiting = [new Map<number, (stream: ByteStream) => void>(), new Map<number, (stream: ByteStream) => void>()];
  const broker = (own: number): Broker => {
    let next = 0;
    return {
      nextId: () => ++next,
      accept: (id) =>
        new Promise((resolve, reject) => {
          const timer = setTimeout(() => reject(new Error("timeout waiting for accept")), acceptMs);
          waiting[own]?.set(id, (stream) => {
            clearTimeout(timer);
            waiting[own]?.delete(id);
            resolve(stream);
          });
        }),
      dial: async (id) => {
        const take = waiting[1 - own]?.get(id);
        if (!take) throw new Error(`nobody accepts ${id}`);
        const [mine, theirs] = memoryStream(held);
        take(theirs);
        return mine;
      },
    };
  };
  return { left: broker(0), right: broker(1), held };
}

/** Calls that go straight to services, and are written down. */
export function loopback(services: Services): RpcClient & { readonly calls: [string, Wire][] } {
  const calls: [string, Wire][] = [];
  return {
    calls,
    call: async (method, args) => {
      calls.push([method, args]);
      const dot = method.lastIndexOf(".");
      const found = services.get(method.slice(0, dot))?.[method.slice(dot + 1)];
      if (!found) throw new RemoteError(method, `rpc: can't find service ${method}`);
      try {
        return await found(args);
      } catch (error) {
        throw new RemoteError(method, (error as Error).message);
      }
    },
    close: () => undefined,
  };
}
