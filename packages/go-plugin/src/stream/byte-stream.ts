/** Bytes in both directions: a stream of a multiplexed connection. */
export interface ByteStream {
  /**
   * The next bytes, as soon as there are any; undefined once the other side has ended. Rejects when the stream was reset or the connection
   * broke. Bytes that are not read hold the other side up. One caller at a time.
   */
  readonly read: () => Promise<Uint8Array | undefined>;
  /**
   * Resolves once the bytes are on their way: that is the back-pressure. Rejects when nobody will take them any more. Writes may overlap: each
   * goes out whole, in the order of the calls. The bytes are not copied, and must not change afterwards.
   */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** Nothing more will be written; what was written arrives. */
  readonly end: () => Promise<void>;
  /**
   * Gives the stream up in both directions, at once: what the other side has not read yet is lost to it, so where nothing went wrong, `end`
   * and let the other side end. Never throws; harmless when it is over already.
   */
  readonly close: () => void;
}
