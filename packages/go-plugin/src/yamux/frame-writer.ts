import type { Duplex } from "node:stream";

/** A payload that is shorter is copied behind its head: that is cheaper than to hand two pieces to the system. */
const copiedBytes = 4 * 1024;

/** A stream that has something to send. */
export interface FrameSource {
  /** The next frame, as a head and a payload; undefined when nothing may be sent now. */
  readonly nextFrame: () => { readonly head: Buffer; readonly payload: Buffer; readonly sent: () => void } | undefined;
}

/**
 * Writes frames to a socket as fast as it takes them: those of the session first (they are short, and the other side waits for them), then one
 * frame of each stream in turn, so that a long upload holds nothing up.
 */
export class FrameWriter {
  readonly #socket: Duplex;
  readonly #mostWaiting: number;
  #control: Buffer[] = [];
  readonly #ready = new Set<FrameSource>();
  #isScheduled = false;
  #isFull = false;
  #isOver = false;

  /** @param mostWaiting how many frames of the session may wait for a socket that takes none */
  constructor(socket: Duplex, mostWaiting: number) {
    this.#socket = socket;
    this.#mostWaiting = mostWaiting;
    socket.on("drain", () => {
      this.#isFull = false;
      this.#pump();
    });
  }

  /** Queues a frame without a payload. False when too many wait: then the other side asks, and does not take the answers. */
  control(frame: Buffer): boolean {
    if (this.#isOver) return true;
    this.#control.push(frame);
    this.#schedule();
    return !this.#isFull || this.#control.length <= this.#mostWaiting;
  }

  /** Says that a stream has something to send, until it has nothing more. */
  ready(source: FrameSource): void {
    this.#ready.add(source);
    this.#schedule();
  }

  /**
   * Hands the frames of the session to the socket, whether it wants them or not, and writes nothing after them.
   * @param withStreams whether also those of the streams: what was written and may be sent arrives
   */
  finish(withStreams: boolean): void {
    if (this.#isOver) return;
    if (withStreams) this.#pump(true);
    this.#isOver = true;
    this.#writeControl();
    this.#ready.clear();
  }

  /** What is queued in one go is written in one go. */
  #schedule(): void {
    if (this.#isScheduled || this.#isFull) return;
    this.#isScheduled = true;
    queueMicrotask(() => {
      this.#isScheduled = false;
      this.#pump();
    });
  }

  /** @param atOnce whether what the socket does not want yet is written too; windows bound it */
  #pump(atOnce = false): void {
    if (this.#isOver) return;
    this.#socket.cork();
    while (!this.#isFull || atOnce) {
      if (this.#control.length > 0) {
        this.#writeControl();
        continue;
      }
      const [source] = this.#ready;
      if (source === undefined) break;
      // To the end of the line, or out of it.
      this.#ready.delete(source);
      const frame = source.nextFrame();
      if (frame === undefined) continue;
      if (frame.payload.length < copiedBytes) this.#write(Buffer.concat([frame.head, frame.payload]));
      else {
        this.#write(frame.head);
        this.#write(frame.payload);
      }
      this.#ready.add(source);
      frame.sent();
    }
    this.#socket.uncork();
  }

  #writeControl(): void {
    if (this.#control.length > 0) this.#write(Buffer.concat(this.#control));
    this.#control = [];
  }

  #write(bytes: Buffer): void {
    if (!this.#socket.writable) return;
    if (!this.#socket.write(bytes)) this.#isFull = true;
  }
}
