import type { Duplex } from "node:stream";
import { encodeHead, Flag, type FrameHead, FrameType, GoAway, ProtocolError, windowBytes } from "./frame.ts";
import { FrameReader } from "./frame-reader.ts";
import { FrameWriter } from "./frame-writer.ts";
import { type KeepAlive, startKeepAlive } from "./keep-alive.ts";
import { type MuxStream, StreamState } from "./mux-stream.ts";
import { startTimer } from "./start-timer.ts";

/** Many streams over one connection (plugin-protocol 3). */
export interface Session {
  /** Opens a stream. It can be used at once. @throws where the session is over, or the other side takes no more streams */
  readonly open: () => MuxStream;
  /**
   * Ends every stream and the connection. Without a reason what was written before goes out first, as far as the other side has given credit
   * for it. Never throws; harmless when it is over already.
   */
  readonly close: (reason?: Error) => void;
  /** Resolves when the session is over, with the reason where it broke. */
  readonly closed: Promise<Error | undefined>;
}

/** Streams that the other side opened and nobody has used yet; further ones are reset (plugin-protocol 3.4). */
const acceptBacklog = 256;
/** How long the other side may take to accept a stream before the session is given up. */
const openTimeoutMs = 75_000;
/** Frames that answer the other side's. It must take them, or ask for less. */
const mostControlFrames = 10_000;
/** How long a connection that ends may take to hand over its last bytes. */
const lingerMs = 1000;

/**
 * Opens a session over a connection, which is its own from now on. The host is the client, whose streams have odd numbers. `onStream` is
 * called with each stream that the other side opens; what is not read of it holds only itself up. An error of the other side in the protocol
 * ends the session, and so does a connection that ends in the middle: "unexpected EOF".
 */
export function openSession(socket: Duplex, role: "client" | "server", onStream: (stream: MuxStream) => void): Session {
  return new SessionState(socket, role, onStream);
}

class SessionState implements Session {
  readonly closed: Promise<Error | undefined>;
  readonly #socket: Duplex;
  readonly #onStream: (stream: MuxStream) => void;
  readonly #writer: FrameWriter;
  readonly #reader: FrameReader;
  readonly #keepAlive: KeepAlive;
  readonly #streams = new Map<number, StreamState>();
  /** Streams of ours that are not accepted yet. */
  readonly #opening = new Map<number, () => void>();
  /** Streams of theirs that nobody has used yet. */
  readonly #untouched = new Set<number>();
  #nextId: number;
  /** The highest number of a stream that the other side opened: what is above it was never open. */
  #highestId = 0;
  /** The stream of the data frame whose payload is coming, and whether it ends with it. */
  #current: { readonly stream: StreamState | undefined; readonly isEnd: boolean } | undefined;
  #goneAway = false;
  #over: { readonly reason: Error | undefined } | undefined;
  #resolveClosed: (reason: Error | undefined) => void = () => {};

  constructor(socket: Duplex, role: "client" | "server", onStream: (stream: MuxStream) => void) {
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#socket = socket;
    this.#onStream = onStream;
    this.#nextId = role === "client" ? 1 : 2;
    this.#writer = new FrameWriter(socket, mostControlFrames);
    this.#reader = new FrameReader({
      head: (head) => this.#takeHead(head),
      payload: (piece, isLast) => this.#takePayload(piece, isLast),
    });
    this.#keepAlive = startKeepAlive(
      (frame) => this.#control(frame),
      (error) => this.#finish(error),
    );
    socket.on("data", (bytes: Buffer) => this.#take(bytes));
    socket.on("end", () => this.#takeEnd());
    socket.on("error", (error: Error) => this.#finish(unexpectedEnd(error)));
    socket.on("close", () => this.#takeEnd());
  }

  readonly open = (): MuxStream => {
    if (this.#over !== undefined) throw this.#over.reason ?? new Error("The connection is closed");
    if (this.#goneAway) throw new Error("The other side takes no more streams");
    const id = this.#nextId;
    this.#nextId += 2;
    const stream = this.#create(id);
    this.#opening.set(
      id,
      startTimer(openTimeoutMs, () => this.#finish(new Error("The other side has not accepted a stream for 75 s"))),
    );
    this.#control(encodeHead(FrameType.windowUpdate, Flag.syn, id, 0));
    return stream;
  };

  readonly close = (reason?: Error): void => this.#finish(reason);

  #create(id: number): StreamState {
    const stream = new StreamState(id, {
      control: (frame) => this.#control(frame),
      ready: (source) => this.#writer.ready(source),
      forget: (forgotten) => this.#forget(forgotten),
      touched: (used) => this.#untouched.delete(used),
    });
    this.#streams.set(id, stream);
    return stream;
  }

  #forget(id: number): void {
    this.#streams.delete(id);
    this.#untouched.delete(id);
    this.#accepted(id);
  }

  #accepted(id: number): void {
    this.#opening.get(id)?.();
    this.#opening.delete(id);
  }

  #control(frame: Buffer): void {
    if (this.#over === undefined && !this.#writer.control(frame))
      this.#finish(new Error("The other side does not take the answers to its frames"));
  }

  #take(bytes: Buffer): void {
    if (this.#over !== undefined) return;
    try {
      this.#reader.push(bytes);
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      const code = error instanceof ProtocolError ? GoAway.protocolError : GoAway.internalError;
      this.#writer.control(encodeHead(FrameType.goAway, 0, 0, code));
      this.#finish(reason);
    }
  }

  /** The connection is over. That is no failure where the other side had ended everything before. */
  #takeEnd(): void {
    const isComplete = !this.#reader.isWithinFrame && [...this.#streams.values()].every((stream) => stream.hasTheirEnd);
    this.#finish(isComplete ? undefined : unexpectedEnd());
  }

  #takeHead(head: FrameHead): void {
    this.#current = undefined;
    // A frame may have ended the session: what follows it in the same bytes is not looked at.
    if (this.#over !== undefined) return;
    if (head.type === FrameType.ping) this.#takePing(head);
    else if (head.type === FrameType.goAway) this.#takeGoAway(head.length);
    else this.#takeStreamFrame(head);
  }

  #takePing({ flags, length }: FrameHead): void {
    if (flags & Flag.syn) this.#control(encodeHead(FrameType.ping, Flag.ack, 0, length));
    else if (flags & Flag.ack) this.#keepAlive.answered(length);
  }

  #takeGoAway(code: number): void {
    this.#goneAway = true;
    if (code === GoAway.protocolError)
      this.#finish(new Error("yamux: the other side reports an error in the protocol"));
    else if (code !== GoAway.normal) this.#finish(new Error("yamux: the other side reports an error of its own"));
  }

  /** The flags come before the credit or the payload (plugin-protocol 3.2); only the end of data comes after the data. */
  #takeStreamFrame({ type, flags, stream: id, length }: FrameHead): void {
    if (id === 0) throw new ProtocolError("a frame of stream 0, which is none");
    if (flags & Flag.syn) this.#takeOpening(id);
    const stream = this.#streams.get(id);
    if (stream === undefined) this.#judgeUnknown(id, type, length);
    if (flags & Flag.ack) this.#accepted(id);
    const isData = type === FrameType.data;
    if (flags & Flag.rst) stream?.receiveReset();
    else if (isData) stream?.announce(length);
    else stream?.receiveCredit(length);
    const isEnd = (flags & Flag.fin) !== 0;
    if (isData && length > 0) this.#current = { stream, isEnd };
    else if (isEnd) stream?.receiveEnd();
  }

  #takePayload(piece: Buffer, isLast: boolean): void {
    this.#current?.stream?.receive(piece);
    if (isLast && this.#current?.isEnd) this.#current.stream?.receiveEnd();
  }

  #takeOpening(id: number): void {
    if (this.#isOurs(id)) throw new ProtocolError(`stream ${id} was opened, whose number is not the other side's`);
    if (this.#streams.has(id)) throw new ProtocolError(`stream ${id} was opened twice`);
    this.#highestId = Math.max(this.#highestId, id);
    if (this.#untouched.size >= acceptBacklog) {
      this.#control(encodeHead(FrameType.windowUpdate, Flag.rst, id, 0));
      return;
    }
    const stream = this.#create(id);
    this.#untouched.add(id);
    this.#control(encodeHead(FrameType.windowUpdate, Flag.ack, id, 0));
    this.#onStream(stream);
  }

  /** Frames of a stream that is over may still be on their way; those of one that never was may not. */
  #judgeUnknown(id: number, type: number, length: number): void {
    const wasOpen = this.#isOurs(id) ? id < this.#nextId : id <= this.#highestId;
    if (!wasOpen) throw new ProtocolError(`a frame of stream ${id}, which was not opened`);
    if (type === FrameType.data && length > windowBytes)
      throw new ProtocolError(`${length} bytes on stream ${id}, which is over`);
  }

  #isOurs(id: number): boolean {
    return id % 2 === this.#nextId % 2;
  }

  #finish(reason: Error | undefined): void {
    if (this.#over !== undefined) return;
    this.#over = { reason };
    this.#keepAlive.stop();
    for (const stop of this.#opening.values()) stop();
    this.#writer.finish(reason === undefined);
    const error = reason ?? new Error("The connection is closed");
    for (const stream of [...this.#streams.values()]) stream.fail(error);
    this.#socket.end();
    const stopLingering = startTimer(lingerMs, () => this.#socket.destroy());
    this.#socket.once("close", stopLingering);
    if (this.#socket.destroyed) stopLingering();
    this.#resolveClosed(reason);
  }
}

/** What Go calls it when the other side has gone. */
function unexpectedEnd(cause?: Error): Error {
  return cause === undefined ? new Error("unexpected EOF") : new Error("unexpected EOF", { cause });
}
