import { decodeHead, type FrameHead, FrameType, headBytes } from "./frame.ts";

/** What takes the frames. What it throws ends the reading. */
export interface FrameTaker {
  readonly head: (head: FrameHead) => void;
  /** A piece of the payload of the last frame, as soon as it is there: a whole frame may be long. */
  readonly payload: (piece: Buffer, isLast: boolean) => void;
}

/** Takes the bytes of a connection as they come, and gives frames. It holds no more than a head that is cut. */
export class FrameReader {
  readonly #taker: FrameTaker;
  readonly #cut = Buffer.alloc(headBytes);
  #cutBytes = 0;
  /** Bytes of a payload that are still to come. */
  #left = 0;

  constructor(taker: FrameTaker) {
    this.#taker = taker;
  }

  /** Whether a frame has begun that is not complete. */
  get isWithinFrame(): boolean {
    return this.#cutBytes > 0 || this.#left > 0;
  }

  push(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#left > 0) {
        const piece = bytes.subarray(at, at + this.#left);
        at += piece.length;
        this.#left -= piece.length;
        this.#taker.payload(piece, this.#left === 0);
      } else if (this.#cutBytes === 0 && bytes.length - at >= headBytes) {
        this.#begin(decodeHead(bytes, at));
        at += headBytes;
      } else {
        const copied = bytes.copy(this.#cut, this.#cutBytes, at);
        at += copied;
        this.#cutBytes += copied;
        if (this.#cutBytes < headBytes) return;
        this.#cutBytes = 0;
        this.#begin(decodeHead(this.#cut, 0));
      }
    }
  }

  #begin(head: FrameHead): void {
    if (head.type === FrameType.data) this.#left = head.length;
    this.#taker.head(head);
  }
}
