/** A piece of at least so many bytes is kept as it came; smaller ones are copied together, so that each does not hold a whole chunk of the socket. */
const largePiece = 8 * 1024;
const mostSpare = 16 * 1024;

/** Bytes that came and were not read yet. What it holds in memory is in proportion to them, also when they come one by one. */
export class ReceiveQueue {
  #pieces: Buffer[] = [];
  #length = 0;
  /** How many bytes of the last piece are free behind what was copied into it: then its view in the list ends where they begin. */
  #spare: Buffer | undefined;

  get length(): number {
    return this.#length;
  }

  push(piece: Buffer): void {
    this.#length += piece.length;
    if (piece.length >= largePiece) {
      this.#pieces.push(piece);
      this.#spare = undefined;
      return;
    }
    const rest = this.#appendToLast(piece);
    if (rest.length === 0) return;
    // The first piece is often all there is, and gets no room behind it.
    const room = this.#length === piece.length ? rest.length : Math.max(rest.length, mostSpare);
    const block = Buffer.allocUnsafeSlow(room);
    rest.copy(block);
    this.#pieces.push(block.subarray(0, rest.length));
    this.#spare = room > rest.length ? block.subarray(rest.length) : undefined;
  }

  /** Copies as much as there is room for behind the last piece. Gives what is left. */
  #appendToLast(piece: Buffer): Buffer {
    const last = this.#pieces.at(-1);
    if (this.#spare === undefined || last === undefined) return piece;
    const copied = piece.copy(this.#spare);
    this.#pieces[this.#pieces.length - 1] = Buffer.from(last.buffer, last.byteOffset, last.length + copied);
    this.#spare = copied < this.#spare.length ? this.#spare.subarray(copied) : undefined;
    return piece.subarray(copied);
  }

  /** The next bytes, at most so many; undefined when there are none. */
  take(mostBytes = Number.POSITIVE_INFINITY): Buffer | undefined {
    const piece = this.#pieces[0];
    if (piece === undefined) return undefined;
    if (piece.length > mostBytes) {
      this.#pieces[0] = piece.subarray(mostBytes);
      this.#length -= mostBytes;
      return piece.subarray(0, mostBytes);
    }
    this.#length -= piece.length;
    this.#pieces.shift();
    if (this.#pieces.length === 0) this.#spare = undefined;
    return piece;
  }

  clear(): void {
    this.#pieces = [];
    this.#length = 0;
    this.#spare = undefined;
  }
}
