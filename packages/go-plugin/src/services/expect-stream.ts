import type { Broker } from "../broker/broker.ts";
import type { ByteStream } from "../stream/byte-stream.ts";

/** How long a peer may take to open a stream that it was told of, in milliseconds: it is busy, perhaps. Packer's own gives up after 5 s. */
const patienceMs = 30_000;

/** A stream that the other side is about to open. */
export interface ExpectedStream {
  /** The number to tell it. */
  readonly id: number;
  /** Rejects when it does not come in time. Nobody has to look at it. */
  readonly stream: Promise<ByteStream>;
  /** Gives the stream up, also when it comes later. */
  readonly close: () => void;
}

/** Gives out a number, and waits for it from now on: a peer may dial before the call that told it has returned. */
export function expectStream(broker: Broker): ExpectedStream {
  const id = broker.nextId();
  let opened: ByteStream | undefined;
  let isClosed = false;
  const stream = broker.accept(id, patienceMs).then((one) => {
    opened = one;
    if (isClosed) one.close();
    return one;
  });
  stream.catch(() => undefined);
  return {
    id,
    stream,
    close: () => {
      isClosed = true;
      opened?.close();
    },
  };
}
