import { GobError } from "./gob-value.ts";

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Reads gob's primitives (plugin-protocol 7.2) up to an end that the reader of messages moves. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** The place of the next byte. */
  at = 0;
  /** Behind the last byte that may be read. */
  end: number;

  constructor(bytes: Uint8Array) {
    // Not a Buffer, even if it is one: what is taken from it is compared and printed by others.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.end = bytes.length;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.end - this.at;
  }

  /** The next bytes, as a view of what is read from. @throws GobError where there are fewer */
  take(count: number): Uint8Array {
    if (count > this.left) throw this.#cut();
    this.at += count;
    return this.#bytes.subarray(this.at - count, this.at);
  }

  /** An unsigned number of at most 64 bits. */
  readUint(): bigint {
    const first = this.#readByte();
    if (first < 0x80) return BigInt(first);
    let value = 0n;
    for (const byte of this.take(lengthOf(first))) value = (value << 8n) | BigInt(byte);
    return value;
  }

  /** A signed number of at most 64 bits. */
  readInt(): bigint {
    const bits = this.readUint();
    return (bits & 1n) === 1n ? ~(bits >> 1n) : bits >> 1n;
  }

  readFloat(): number {
    const bits = this.readUint();
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, bits, true);
    return view.getFloat64(0);
  }

  readBool(): boolean {
    const value = this.readSmall();
    if (value > 1) throw new GobError(`${value} is neither true nor false`);
    return value === 1;
  }

  readText(): string {
    return utf8.decode(this.take(this.readSmall()));
  }

  /**
   * A length, a count, an id: a number with which something is counted, so that a double holds it.
   * @throws GobError where it is greater than any such number
   */
  readSmall(): number {
    const first = this.#readByte();
    if (first < 0x80) return first;
    const length = lengthOf(first);
    if (length > 4) throw new GobError("a length or a count is far too great");
    let value = 0;
    for (const byte of this.take(length)) value = value * 0x100 + byte;
    return value;
  }

  /** An id of a type: negative where its definition follows. */
  readTypeId(): number {
    const bits = this.readSmall();
    return bits % 2 === 1 ? -(bits + 1) / 2 : bits / 2;
  }

  #readByte(): number {
    if (this.at >= this.end) throw this.#cut();
    this.at += 1;
    return this.#view.getUint8(this.at - 1);
  }

  #cut(): GobError {
    return new GobError("the bytes end in the middle of a value", this.end === this.#bytes.length);
  }
}

/** How many bytes of a number follow, by the byte before them. */
function lengthOf(first: number): number {
  const length = 0x100 - first;
  if (length > 8) throw new GobError("a number is longer than 8 bytes");
  return length;
}
