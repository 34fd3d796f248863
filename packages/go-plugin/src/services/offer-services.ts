import { setImmediate } from "node:timers/promises";
import type { Broker } from "../broker/broker.ts";
import type { Services } from "../rpc/rpc.ts";
import { serveRpc } from "../rpc/serve-rpc.ts";
import type { ByteStream } from "../stream/byte-stream.ts";
import { expectStream } from "./expect-stream.ts";

/** How long the other side may take to end its half of a stream on which nobody serves any more, in milliseconds. */
const patienceMs = 5000;

/** Services that wait for the other side under a number. */
export interface Offer {
  /** The number to tell the other side. */
  readonly id: number;
  /** Stops serving, with the reason why what runs is aborted; the stream ends. Harmless when it is over already. Never rejects. */
  readonly end: (reason?: Error) => Promise<void>;
  /** Resolves when the other side has ended the stream, with what was wrong where it broke or nobody dialled. */
  readonly ended: Promise<Error | undefined>;
}

/**
 * Serves on a stream that the other side will dial, from now on: call it before the number is sent. One number has several services
 * (plugin-protocol 9.1).
 *
 * @param add adds the services; its signal aborts when the stream has ended, when `end` is called, and with the signal given
 */
export function offerServices(
  broker: Broker,
  add: (services: Services, signal: AbortSignal) => void,
  signal?: AbortSignal,
): Offer {
  const over = new AbortController();
  const services: Services = new Map();
  add(services, signal ? AbortSignal.any([signal, over.signal]) : over.signal);
  const expected = expectStream(broker);
  let stream: ByteStream | undefined;
  let isEnded = false;
  const served = expected.stream.then((opened) => {
    stream = noticeEnd(opened, over);
    return serveRpc(stream, services);
  });
  const ended = served
    .then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    )
    .then((error) => {
      isEnded = true;
      over.abort(error ?? new Error(hungUp));
      return error;
    });
  return {
    id: expected.id,
    ended,
    end: async (reason = new Error("The component has ended")) => {
      over.abort(reason);
      if (!stream) expected.close();
      if (!stream || isEnded) return;
      // What was aborted just now answers yet.
      await setImmediate();
      await stream.end().catch(() => undefined);
      const timer = setTimeout(expected.close, patienceMs).unref();
      void ended.then(() => clearTimeout(timer));
    },
  };
}

const hungUp = "The other side has hung up";

/** What runs for a peer is aborted as soon as the peer has gone; the server itself waits for it. */
function noticeEnd(stream: ByteStream, over: AbortController): ByteStream {
  return {
    ...stream,
    read: async () => {
      try {
        const bytes = await stream.read();
        if (bytes === undefined) over.abort(new Error(hungUp));
        return bytes;
      } catch (error) {
        over.abort(error);
        throw error;
      }
    },
  };
}
