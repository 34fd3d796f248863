import { Extension, MsgpackError, type MsgpackLimits, type MsgpackValue, PreciseDate } from "./msgpack-value.ts";
import { MsgpackScanner } from "./scan-msgpack.ts";

/**
 * Decodes bytes that are one object and nothing else. Text that is not UTF-8 has replacement characters: Go's strings may hold any bytes.
 * @throws MsgpackError where they are not, or beyond a limit
 */
export function decodeMsgpack(bytes: Uint8Array, limits?: MsgpackLimits): MsgpackValue {
  const length = new MsgpackScanner(limits).scan(bytes, 0, bytes.length);
  if (length === undefined) throw new MsgpackError("The bytes end in the middle of an object");
  if (length < bytes.length) throw new MsgpackError(`${bytes.length - length} bytes after the object`);
  return decodeScanned(bytes);
}

/** Decodes one whole object that a scanner has found good. It keeps nothing of the bytes. */
export function decodeScanned(bytes: Uint8Array): MsgpackValue {
  return new Decoder(bytes).value();
}

class Decoder {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  value(): MsgpackValue {
    const code = this.#uint(1);
    if (code < 0x80) return code;
    if (code < 0x90) return this.#map(code & 15);
    if (code < 0xa0) return this.#array(code & 15);
    if (code < 0xc0) return this.#text(code & 31);
    if (code >= 0xe0) return code - 0x100;
    switch (code) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return this.#copy(this.#uint(1));
      case 0xc5:
        return this.#copy(this.#uint(2));
      case 0xc6:
        return this.#copy(this.#uint(4));
      case 0xc7:
        return this.#extension(this.#uint(1));
      case 0xc8:
        return this.#extension(this.#uint(2));
      case 0xc9:
        return this.#extension(this.#uint(4));
      case 0xca:
        return this.#bytes.readFloatBE(this.#skip(4));
      case 0xcb:
        return this.#bytes.readDoubleBE(this.#skip(8));
      case 0xcc:
        return this.#uint(1);
      case 0xcd:
        return this.#uint(2);
      case 0xce:
        return this.#uint(4);
      case 0xcf:
        return numberIfExact(this.#bytes.readBigUInt64BE(this.#skip(8)));
      case 0xd0:
        return this.#bytes.readInt8(this.#skip(1));
      case 0xd1:
        return this.#bytes.readInt16BE(this.#skip(2));
      case 0xd2:
        return this.#bytes.readInt32BE(this.#skip(4));
      case 0xd3:
        return numberIfExact(this.#bytes.readBigInt64BE(this.#skip(8)));
      case 0xd9:
        return this.#text(this.#uint(1));
      case 0xda:
        return this.#text(this.#uint(2));
      case 0xdb:
        return this.#text(this.#uint(4));
      case 0xdc:
        return this.#array(this.#uint(2));
      case 0xdd:
        return this.#array(this.#uint(4));
      case 0xde:
        return this.#map(this.#uint(2));
      case 0xdf:
        return this.#map(this.#uint(4));
      default: // d4 to d8: extensions of 1, 2, 4, 8 and 16 bytes
        return this.#extension(1 << (code - 0xd4));
    }
  }

  #skip(length: number): number {
    const at = this.#at;
    this.#at += length;
    return at;
  }

  #uint(length: number): number {
    return this.#bytes.readUIntBE(this.#skip(length), length);
  }

  #text(length: number): string {
    const at = this.#skip(length);
    return this.#bytes.toString("utf8", at, this.#at);
  }

  #copy(length: number): Uint8Array {
    const at = this.#skip(length);
    return new Uint8Array(this.#bytes.subarray(at, this.#at));
  }

  #array(length: number): MsgpackValue[] {
    // Filled one by one: room for a declared length would be taken before its values are there.
    const items: MsgpackValue[] = [];
    for (let i = 0; i < length; i++) items.push(this.value());
    return items;
  }

  #map(length: number): MsgpackValue {
    const map: Record<string, MsgpackValue> = {};
    for (let i = 0; i < length; i++) {
      const key = keyOf(this.value());
      const value = this.value();
      if (key === "__proto__")
        Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
      else map[key] = value;
    }
    return map;
  }

  #extension(length: number): Extension | Date {
    const type = this.#bytes.readInt8(this.#skip(1));
    const bytes = this.#copy(length);
    return (type === -1 ? dateOf(bytes) : undefined) ?? new Extension(type, bytes);
  }
}

function numberIfExact(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Go's maps may have keys of any type; in practice they are text (plugin-protocol 5.3). */
function keyOf(key: MsgpackValue): string {
  if (typeof key === "string") return key;
  if (key instanceof Uint8Array) return Buffer.from(key).toString("utf8");
  if (key === null || typeof key !== "object") return String(key);
  throw new MsgpackError("A key of a map that is neither text nor a number");
}

/** The time of a timestamp in its three lengths; undefined where no date can hold it. */
function dateOf(bytes: Uint8Array): Date | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let seconds: number;
  let nanoseconds = 0;
  if (bytes.length === 4) seconds = view.getUint32(0);
  else if (bytes.length === 8) {
    const both = view.getBigUint64(0);
    seconds = Number(both & 0x3ffffffffn);
    nanoseconds = Number(both >> 34n);
  } else if (bytes.length === 12) {
    nanoseconds = view.getUint32(0);
    seconds = Number(view.getBigInt64(4));
  } else return undefined;
  if (nanoseconds > 999_999_999) return undefined;
  const timeMs = seconds * 1000 + Math.floor(nanoseconds / 1_000_000);
  if (Math.abs(timeMs) > 8.64e15) return undefined;
  const rest = nanoseconds % 1_000_000;
  return rest === 0 ? new Date(timeMs) : new PreciseDate(timeMs, rest);
}
