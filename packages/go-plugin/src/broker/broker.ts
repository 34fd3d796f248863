import type { ByteStream } from "../stream/byte-stream.ts";

/** Streams by number, over one connection: the side that will accept hands out a number, and tells the other by a call (plugin-protocol 4). */
export interface Broker {
  /** A number that this side has not given out yet, from 1 on. */
  readonly nextId: () => number;
  /**
   * Waits for the other side to dial a number of ours. It waits from the moment of the call, so call it before the number is sent.
   * Rejects when nobody dials within 5 s, unless another time is given.
   */
  readonly accept: (id: number, timeoutMs?: number) => Promise<ByteStream>;
  /** Opens the stream that the other side accepts under a number of its own; 0 is a plugin's main stream. */
  readonly dial: (id: number) => Promise<ByteStream>;
}

/** A connection to a plugin, or from the host: a broker, and the end of everything. */
export interface Connection extends Broker {
  /**
   * Ends every stream and the connection; pending reads, writes and calls reject with the reason. Without one, what was written before goes
   * out first. Never throws.
   */
  readonly close: (reason?: Error) => void;
  /**
   * Resolves when the connection is over, with the reason where it broke: "unexpected EOF" where the other side was gone before it had ended
   * its streams.
   */
  readonly closed: Promise<Error | undefined>;
}
