import { MsgpackError, type MsgpackLimits, msgpackLimits } from "./msgpack-value.ts";

/** What a value takes in memory besides its content, about. */
const valueBytes = 64;

/**
 * Finds where an object ends, without making anything of it: it may be cut anywhere, and what was looked at is not looked at again when more
 * has come. Here is where the limits are kept, so that decoding has nothing to fear: a length is judged when it is declared.
 */
export class MsgpackScanner {
  readonly #limits: MsgpackLimits;
  /** How many bytes of the object were looked at. */
  #at = 0;
  #values = 0;
  /** How many values are still to come, for each array and map that is open; the outermost is the object itself. */
  #left: number[] = [1];
  #cost = 0;

  constructor(limits: MsgpackLimits = msgpackLimits) {
    this.#limits = limits;
  }

  /** About how many bytes of memory the last object takes that was found whole. */
  get cost(): number {
    return this.#cost;
  }

  /**
   * The length of the object that begins at `start`, or undefined when the bytes until `end` are not all of it.
   * @throws MsgpackError where it is not msgpack or beyond a limit
   */
  scan(bytes: Uint8Array, start: number, end: number): number | undefined {
    const left = this.#left;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    while (left.length > 0) {
      const top = left.length - 1;
      if (left[top] === 0) {
        left.pop();
        continue;
      }
      const at = start + this.#at;
      if (at >= end) return undefined;
      const code = bytes[at] as number;
      const head = headLength(code);
      if (at + head > end) return undefined;
      const count = declared(view, at, code);
      const holdsValues = isContainer(code);
      const length = head + (holdsValues ? 0 : count);
      if (this.#at + length > this.#limits.bytes)
        throw new MsgpackError(`An object of more than ${this.#limits.bytes} bytes`);
      if (at + length > end) return undefined;
      this.#at += length;
      this.#values++;
      left[top] = (left[top] as number) - 1;
      if (!holdsValues || count === 0) continue;
      if (this.#values + count > this.#limits.values)
        throw new MsgpackError(`An object of more than ${this.#limits.values} values`);
      if (left.length > this.#limits.depth) throw new MsgpackError(`More than ${this.#limits.depth} levels`);
      left.push(count);
    }
    const length = this.#at;
    this.#cost = length + valueBytes * this.#values;
    this.#at = 0;
    this.#values = 0;
    left.push(1);
    return length;
  }
}

/** How many bytes say what a value is and how long. */
function headLength(code: number): number {
  if (code < 0xc0 || code >= 0xe0) return 1;
  return heads[code - 0xc0] as number;
}

// From c0 to df. The type of an extension counts as a part of the head, so that the rest is its content.
const heads = [1, 1, 1, 1, 2, 3, 5, 3, 4, 6, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 5, 3, 5, 3, 5];

function isContainer(code: number): boolean {
  return (code >= 0x80 && code < 0xa0) || (code >= 0xdc && code <= 0xdf);
}

/** What a head declares: the bytes that follow, or for arrays and maps the values. */
function declared(view: DataView, at: number, code: number): number {
  if (code < 0x80 || code >= 0xe0) return 0;
  if (code < 0x90) return (code & 15) * 2;
  if (code < 0xa0) return code & 15;
  if (code < 0xc0) return code & 31;
  switch (code) {
    case 0xc1:
      throw new MsgpackError("The byte c1, which begins nothing");
    case 0xc4:
    case 0xc7:
    case 0xd9:
      return view.getUint8(at + 1);
    case 0xc5:
    case 0xc8:
    case 0xda:
    case 0xdc:
      return view.getUint16(at + 1);
    case 0xde:
      return view.getUint16(at + 1) * 2;
    case 0xc6:
    case 0xc9:
    case 0xdb:
    case 0xdd:
      return view.getUint32(at + 1);
    case 0xdf:
      return view.getUint32(at + 1) * 2;
    case 0xcc:
    case 0xd0:
    case 0xd4:
      return 1;
    case 0xcd:
    case 0xd1:
    case 0xd5:
      return 2;
    case 0xca:
    case 0xce:
    case 0xd2:
    case 0xd6:
      return 4;
    case 0xcb:
    case 0xcf:
    case 0xd3:
    case 0xd7:
      return 8;
    case 0xd8:
      return 16;
    default:
      return 0;
  }
}
