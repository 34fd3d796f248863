import { decodeScanned } from "./decode-msgpack.ts";
import type { MsgpackLimits, MsgpackValue } from "./msgpack-value.ts";
import { MsgpackScanner } from "./scan-msgpack.ts";

/** Takes bytes as they come, and gives the objects in them: one may be in many pieces, and many in one piece. */
export class MsgpackReader {
  readonly #scanner: MsgpackScanner;
  #bytes: Uint8Array = new Uint8Array(0);
  #start = 0;
  #end = 0;
  /** Whether the bytes are ours to write behind; a piece that came is another's. */
  #isOwn = false;

  constructor(limits?: MsgpackLimits) {
    this.#scanner = new MsgpackScanner(limits);
  }

  /** Whether nothing is left of the bytes: no object has begun. */
  get isEmpty(): boolean {
    return this.#start === this.#end;
  }

  /** About how many bytes of memory the last object takes that was read. */
  get cost(): number {
    return this.#scanner.cost;
  }

  /** Takes the next bytes, which must not change until their objects were taken. */
  push(piece: Uint8Array): void {
    const held = this.#end - this.#start;
    if (held === 0) {
      this.#bytes = piece;
      this.#isOwn = false;
      this.#start = 0;
      this.#end = piece.length;
      return;
    }
    if (!this.#isOwn || this.#end + piece.length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(2 * held, held + piece.length));
      grown.set(this.#bytes.subarray(this.#start, this.#end));
      this.#bytes = grown;
      this.#isOwn = true;
      this.#start = 0;
      this.#end = held;
    }
    this.#bytes.set(piece, this.#end);
    this.#end += piece.length;
  }

  /**
   * The next object; undefined when it is not all there yet.
   * @throws MsgpackError where it is not msgpack or beyond a limit: no more can be read then
   */
  next(): MsgpackValue | undefined {
    const length = this.#scanner.scan(this.#bytes, this.#start, this.#end);
    if (length === undefined) return undefined;
    const start = this.#start;
    this.#start += length;
    return decodeScanned(this.#bytes.subarray(start, this.#start));
  }
}
