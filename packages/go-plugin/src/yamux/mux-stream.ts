import type { ByteStream } from "../stream/byte-stream.ts";
import { encodeHead, Flag, FrameType, ProtocolError, windowBytes } from "./frame.ts";
import type { FrameSource } from "./frame-writer.ts";
import { ReceiveQueue } from "./receive-queue.ts";
import { startTimer } from "./start-timer.ts";

/** A stream of a session. */
export interface MuxStream extends ByteStream {
  /** As `ByteStream.read`; at most so many bytes where a number is given. */
  readonly read: (mostBytes?: number) => Promise<Uint8Array | undefined>;
}

/** The longest payload of a frame that is sent: what others send comes between. */
const longestPayload = 64 * 1024;
/** How long the other side may keep its half open when ours has ended and nobody waits for it (plugin-protocol 3.4). */
const closeTimeoutMs = 5 * 60_000;

/** What a stream needs of its session. */
export interface StreamHost {
  /** Queues a frame without a payload. */
  readonly control: (frame: Buffer) => void;
  readonly ready: (stream: FrameSource) => void;
  /** The stream is over in both directions. */
  readonly forget: (id: number) => void;
  /** The stream's user has begun to use it: it is accepted. */
  readonly touched: (id: number) => void;
}

interface PendingWrite {
  bytes: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The state of one stream: what its user calls, and what its session tells it. */
export class StreamState implements FrameSource, MuxStream {
  readonly #id: number;
  readonly #host: StreamHost;
  readonly #received = new ReceiveQueue();
  #writes: PendingWrite[] = [];
  #reader: (() => void) | undefined;
  /** How much we may send, and the other side may send. */
  #sendWindow = windowBytes;
  #receiveWindow = windowBytes;
  /** What was read and is not given back as credit yet. */
  #ungranted = 0;
  #hasTheirEnd = false;
  #ourEnd: "open" | "asked" | "sent" = "open";
  #failure: Error | undefined;
  /** Closed or reset: then nothing is read any more, also where all of it has come. */
  #isGivenUp = false;
  #ended:
    | { readonly promise: Promise<void>; readonly resolve: () => void; readonly reject: (error: Error) => void }
    | undefined;
  #stopTimer: (() => void) | undefined;

  constructor(id: number, host: StreamHost) {
    this.#id = id;
    this.#host = host;
  }

  // What the user calls. As members that are functions, so that they may be handed around.

  readonly read = async (mostBytes?: number): Promise<Buffer | undefined> => {
    this.#host.touched(this.#id);
    if (this.#reader !== undefined) throw new Error("The stream is read by somebody else");
    for (;;) {
      const bytes = this.#received.take(mostBytes);
      if (bytes !== undefined) {
        this.#grant(bytes.length);
        return bytes;
      }
      if (this.#hasTheirEnd && !this.#isGivenUp) return undefined;
      if (this.#failure !== undefined) throw this.#failure;
      await new Promise<void>((resolve) => {
        this.#reader = resolve;
      });
    }
  };

  readonly write = (bytes: Uint8Array): Promise<void> => {
    this.#host.touched(this.#id);
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#ourEnd !== "open") throw new Error("The stream has ended: nothing more can be written to it");
      if (bytes.length === 0) return resolve();
      this.#writes.push({ bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), resolve, reject });
      this.#host.ready(this);
    });
  };

  readonly end = (): Promise<void> => {
    this.#host.touched(this.#id);
    if (this.#ended === undefined) {
      this.#ended = deferred();
      if (this.#ourEnd === "sent") this.#ended.resolve();
      else if (this.#failure !== undefined) this.#ended.reject(this.#failure);
      else {
        this.#ourEnd = "asked";
        this.#host.ready(this);
      }
    }
    return this.#ended.promise;
  };

  readonly close = (): void => {
    this.#host.touched(this.#id);
    this.#received.clear();
    this.#isGivenUp = true;
    const wasOver = this.#failure !== undefined || (this.#hasTheirEnd && this.#ourEnd === "sent");
    this.fail(new Error("The stream is closed"));
    if (!wasOver) this.#host.control(encodeHead(FrameType.windowUpdate, Flag.rst, this.#id, 0));
  };

  // What the session asks and tells.

  get hasTheirEnd(): boolean {
    return this.#hasTheirEnd;
  }

  /** The head of a data frame: judged before the first of its bytes. */
  announce(length: number): void {
    if (length > 0 && this.#hasTheirEnd) throw new ProtocolError(`data on stream ${this.#id} after its end`);
    if (length > this.#receiveWindow)
      throw new ProtocolError(`${length} bytes on stream ${this.#id}, where ${this.#receiveWindow} were allowed`);
    this.#receiveWindow -= length;
  }

  receive(bytes: Buffer): void {
    if (this.#failure !== undefined) return;
    this.#received.push(bytes);
    this.#wake();
  }

  receiveEnd(): void {
    if (this.#hasTheirEnd) return;
    this.#hasTheirEnd = true;
    this.#wake();
    this.#forgetIfOver();
  }

  receiveCredit(bytes: number): void {
    this.#sendWindow += bytes;
    if (this.#sendWindow > 0xffff_ffff) throw new ProtocolError(`a window of more than 32 bits on stream ${this.#id}`);
    if (bytes > 0 && this.#writes.length > 0) this.#host.ready(this);
  }

  receiveReset(): void {
    this.#received.clear();
    this.#isGivenUp = true;
    this.fail(new Error("The other side has reset the stream"));
  }

  /** Ends it with an error, which a reader sees after what has come. */
  fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    // Where the other side has ended, and has all that was written, there is nobody to be told of our end.
    if (this.#hasTheirEnd && !this.#isGivenUp && this.#writes.length === 0) {
      this.#ourEnd = "sent";
      this.#ended?.resolve();
    } else if (this.#ourEnd !== "sent") this.#ended?.reject(error);
    for (const { reject } of this.#writes) reject(error);
    this.#writes = [];
    this.#wake();
    this.#stopTimer?.();
    this.#host.forget(this.#id);
  }

  nextFrame() {
    if (this.#failure !== undefined) return undefined;
    const write = this.#writes[0];
    if (write === undefined) return this.#ourEnd === "asked" ? this.#endFrame() : undefined;
    const payload = write.bytes.subarray(0, Math.min(this.#sendWindow, longestPayload));
    if (payload.length === 0) return undefined;
    this.#sendWindow -= payload.length;
    write.bytes = write.bytes.subarray(payload.length);
    const isLast = write.bytes.length === 0;
    if (isLast) this.#writes.shift();
    return {
      head: encodeHead(FrameType.data, 0, this.#id, payload.length),
      payload,
      sent: isLast ? write.resolve : () => {},
    };
  }

  #endFrame() {
    this.#ourEnd = "sent";
    return {
      head: encodeHead(FrameType.windowUpdate, Flag.fin, this.#id, 0),
      payload: nothing,
      sent: () => {
        this.#ended?.resolve();
        if (!this.#hasTheirEnd) this.#awaitTheirEnd();
        this.#forgetIfOver();
      },
    };
  }

  #awaitTheirEnd(): void {
    this.#stopTimer = startTimer(closeTimeoutMs, () => {
      // Somebody who reads wants what is still to come: the output of a command may be silent for long.
      if (this.#reader !== undefined) return this.#awaitTheirEnd();
      this.#host.control(encodeHead(FrameType.windowUpdate, Flag.rst, this.#id, 0));
      this.fail(new Error("The other side has not ended the stream for 5 minutes"));
    });
  }

  #forgetIfOver(): void {
    if (!this.#hasTheirEnd || this.#ourEnd !== "sent") return;
    this.#stopTimer?.();
    this.#host.forget(this.#id);
  }

  /** Gives credit for what was read: not for each read, but when half of the window is used up (plugin-protocol 3.3). */
  #grant(bytes: number): void {
    this.#ungranted += bytes;
    if (this.#ungranted < windowBytes / 2 || this.#hasTheirEnd || this.#failure !== undefined) return;
    this.#host.control(encodeHead(FrameType.windowUpdate, 0, this.#id, this.#ungranted));
    this.#receiveWindow += this.#ungranted;
    this.#ungranted = 0;
  }

  #wake(): void {
    const wake = this.#reader;
    this.#reader = undefined;
    wake?.();
  }
}

const nothing = Buffer.alloc(0);

function deferred() {
  let [resolve, reject]: [() => void, (error: Error) => void] = [() => {}, () => {}];
  const promise = new Promise<void>((yes, no) => {
    [resolve, reject] = [yes, no];
  });
  // Whoever does not ask how the end went is not told either.
  promise.catch(() => {});
  return { promise, resolve, reject };
}
