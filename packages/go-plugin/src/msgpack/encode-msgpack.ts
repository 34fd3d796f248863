// msgpack as Go's side of the plugin protocol writes it (plugin-protocol 5.3). It is written here, not taken from a library:
// @msgpack/msgpack writes every positive number in the unsigned family, where Go tells the two apart, and what its reader limits is each
// length by itself, not what an object costs in all.

import {
  Extension,
  Float,
  MsgpackError,
  type MsgpackValue,
  msgpackLimits,
  PreciseDate,
  Unsigned,
} from "./msgpack-value.ts";

/**
 * Encodes one value: whole numbers in the signed family (from 2^63 on there is only the unsigned one), text as str, bytes as bin, dates as
 * timestamps. Members that are undefined are left out.
 * @throws MsgpackError for what has no form: a number of more than 64 bits, a date that is none, a function, what is nested too deep
 */
export function encodeMsgpack(value: MsgpackValue): Uint8Array {
  at = 0;
  write(value, 0);
  const encoded = new Uint8Array(bytes.subarray(0, at));
  if (bytes.length > keptBytes) grow(0);
  return encoded;
}

// One buffer for all: what is encoded is encoded in one go. It goes back to its size after a large value.
const keptBytes = 64 * 1024;
let bytes = Buffer.allocUnsafeSlow(keptBytes);
let at = 0;

function grow(size: number): void {
  const grown = Buffer.allocUnsafeSlow(Math.max(keptBytes, size));
  if (size > 0) bytes.copy(grown, 0, 0, at);
  bytes = grown;
}

/** Sees that so many bytes can be written without growing: growing makes another buffer, so it happens before what is written is worked out. */
function reserve(length: number): void {
  if (at + length > bytes.length) grow(Math.max(2 * bytes.length, at + length));
}

/** Moves behind so many bytes, which were reserved. Gives where they begin. */
function room(length: number): number {
  at += length;
  return at - length;
}

/** As many bytes as the head of any value takes, and the whole of any number or date. */
const headBytes = 32;

function write(value: MsgpackValue | undefined, depth: number): void {
  if (depth > msgpackLimits.depth) throw new MsgpackError(`More than ${msgpackLimits.depth} levels`);
  reserve(headBytes);
  if (value === null || value === undefined) put(0xc0);
  else if (typeof value === "string") writeText(value);
  else if (typeof value === "number") {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) writeSigned(value);
    else writeFloat(value);
  } else if (typeof value === "boolean") put(value ? 0xc3 : 0xc2);
  else if (typeof value === "bigint") writeBig(value);
  else if (typeof value !== "object") throw new MsgpackError(`A ${typeof value} has no form in msgpack`);
  else if (value instanceof Uint8Array) {
    reserve(headBytes + value.length);
    head(value.length, 0, -1, 0xc4, 0xc5, 0xc6);
    bytes.set(value, room(value.length));
  } else if (Array.isArray(value)) {
    head(value.length, 0x90, 15, 0, 0xdc, 0xdd);
    for (const item of value as readonly MsgpackValue[]) write(item, depth + 1);
  } else if (value instanceof Date) writeDate(value);
  else if (value instanceof Extension) writeExtension(value);
  else if (value instanceof Unsigned) writeUnsigned(value.value);
  else if (value instanceof Float) writeFloat(value.value);
  else writeMap(value as Readonly<Record<string, MsgpackValue | undefined>>, depth);
}

function put(byte: number): void {
  bytes[room(1)] = byte;
}

/** The head of what has a length: in one byte up to `most`, then in the codes for 8, 16 and 32 bits. Arrays and maps have none for 8. */
function head(length: number, small: number, most: number, code8: number, code16: number, code32: number): void {
  if (length <= most) put(small | length);
  else if (length < 0x100 && code8 !== 0) bytes.writeUInt16BE((code8 << 8) | length, room(2));
  else if (length < 0x10000) {
    put(code16);
    bytes.writeUInt16BE(length, room(2));
  } else {
    put(code32);
    bytes.writeUInt32BE(length, room(4));
  }
}

function writeText(text: string): void {
  const length = Buffer.byteLength(text);
  reserve(headBytes + length);
  head(length, 0xa0, 31, 0xd9, 0xda, 0xdb);
  const start = room(length);
  bytes.write(text, start, length);
}

function writeMap(map: Readonly<Record<string, MsgpackValue | undefined>>, depth: number): void {
  const keys = Object.keys(map).filter((key) => map[key] !== undefined);
  head(keys.length, 0x80, 15, 0, 0xde, 0xdf);
  for (const key of keys) {
    writeText(key);
    write(map[key], depth + 1);
  }
}

function writeSigned(value: number): void {
  if (value >= -32 && value < 128) put(value & 0xff);
  else if (value >= -0x80 && value < 0) {
    put(0xd0);
    bytes.writeInt8(value, room(1));
  } else if (value >= -0x8000 && value < 0x8000) {
    put(0xd1);
    bytes.writeInt16BE(value, room(2));
  } else if (value >= -0x80000000 && value < 0x80000000) {
    put(0xd2);
    bytes.writeInt32BE(value, room(4));
  } else writeBig(BigInt(value));
}

function writeBig(value: bigint): void {
  if (value >= -0x80000000n && value < 0x80000000n) writeSigned(Number(value));
  else if (value >= -(2n ** 63n) && value < 2n ** 63n) {
    put(0xd3);
    bytes.writeBigInt64BE(value, room(8));
  } else writeUnsigned(value);
}

function writeUnsigned(value: number | bigint): void {
  const big = BigInt(value);
  if (big < 0n || big >= 2n ** 64n) throw new MsgpackError(`The number ${big} does not fit into 64 bits`);
  if (big < 0x80n) put(Number(big));
  else if (big < 0x100n) bytes.writeUInt16BE(0xcc00 | Number(big), room(2));
  else if (big < 0x10000n) {
    put(0xcd);
    bytes.writeUInt16BE(Number(big), room(2));
  } else if (big < 0x100000000n) {
    put(0xce);
    bytes.writeUInt32BE(Number(big), room(4));
  } else {
    put(0xcf);
    bytes.writeBigUInt64BE(big, room(8));
  }
}

function writeFloat(value: number): void {
  put(0xcb);
  bytes.writeDoubleBE(value, room(8));
}

function writeDate(date: Date): void {
  const timeMs = date.getTime();
  if (Number.isNaN(timeMs)) throw new MsgpackError("A date that is none");
  const seconds = Math.floor(timeMs / 1000);
  const nanoseconds = (timeMs - seconds * 1000) * 1_000_000 + (date instanceof PreciseDate ? date.nanoseconds : 0);
  if (nanoseconds === 0 && seconds >= 0 && seconds < 2 ** 32) {
    bytes.writeUInt16BE(0xd6ff, room(2));
    bytes.writeUInt32BE(seconds, room(4));
  } else if (seconds >= 0 && seconds < 2 ** 34) {
    bytes.writeUInt16BE(0xd7ff, room(2));
    bytes.writeBigUInt64BE((BigInt(nanoseconds) << 34n) | BigInt(seconds), room(8));
  } else {
    bytes.writeUIntBE(0xc70cff, room(3), 3);
    bytes.writeUInt32BE(nanoseconds, room(4));
    bytes.writeBigInt64BE(BigInt(seconds), room(8));
  }
}

function writeExtension({ type, bytes: content }: Extension): void {
  reserve(headBytes + content.length);
  const fixed = [1, 2, 4, 8, 16].indexOf(content.length);
  if (fixed >= 0) put(0xd4 + fixed);
  else head(content.length, 0, -1, 0xc7, 0xc8, 0xc9);
  bytes.writeInt8(type, room(1));
  bytes.set(content, room(content.length));
}
