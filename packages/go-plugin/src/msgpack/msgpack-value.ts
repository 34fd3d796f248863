// What msgpack can say that a Wire cannot: extensions, and the family of a number where it matters.

import type { Wire } from "../rpc/rpc.ts";

/** A value of msgpack. What is decoded holds no `Unsigned` and no `Float`: they say only how a number is to be written. */
export type MsgpackValue =
  | Wire
  | Extension
  | Unsigned
  | Float
  | readonly MsgpackValue[]
  | { readonly [key: string]: MsgpackValue | undefined };

/** A value of an application's own type: for cty an unknown value is one. Timestamps (type -1) are dates instead, where a date can hold them. */
export class Extension {
  /** From -128 to 127. */
  readonly type: number;
  readonly bytes: Uint8Array;
  constructor(type: number, bytes: Uint8Array) {
    this.type = type;
    this.bytes = bytes;
  }
}

/** A whole number that is written in the unsigned family, as Go writes its unsigned types (plugin-protocol 5.3). */
export class Unsigned {
  readonly value: number | bigint;
  constructor(value: number | bigint) {
    this.value = value;
  }
}

/** A number that is written as a 64-bit float, whole or not. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A date that keeps what a date cannot hold: the nanoseconds after its millisecond, so that a file's time is passed on as it came. */
export class PreciseDate extends Date {
  /** From 0 to 999,999. */
  readonly nanoseconds: number;
  constructor(timeMs: number, nanoseconds: number) {
    super(timeMs);
    this.nanoseconds = nanoseconds;
  }
}

/** Bytes are not msgpack, or a value cannot be said in it, or is more than anybody wants to hold in memory. */
export class MsgpackError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MsgpackError";
  }
}

/** What one object may cost, whoever sent it. */
export interface MsgpackLimits {
  /** How deep arrays and maps may stand in each other. */
  readonly depth: number;
  /** How many values it may have in all: an empty map takes one byte on the wire, but fifty in memory. */
  readonly values: number;
  readonly bytes: number;
}

export const msgpackLimits: MsgpackLimits = { depth: 500, values: 1_000_000, bytes: 64 * 1024 * 1024 };
