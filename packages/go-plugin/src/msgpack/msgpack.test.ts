import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasVectors, readVectors } from "../vectors.fixture.ts";
import { decodeMsgpack } from "./decode-msgpack.ts";
import { encodeMsgpack } from "./encode-msgpack.ts";
import { MsgpackReader } from "./msgpack-reader.ts";
import { Extension, Float, type MsgpackValue, PreciseDate, Unsigned } from "./msgpack-value.ts";

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const hex = (value: Uint8Array) => Buffer.from(value).toString("hex");

/** What Go's values are here, and what is to be written for them where that is not what is read. */
const meanings: Readonly<Record<string, readonly [read: MsgpackValue, written?: MsgpackValue]>> = {
  nil: [null],
  int_0: [0],
  int_127: [127],
  int_128: [128],
  int_255: [255],
  int_32767: [32767],
  int_32768: [32768],
  int_max: [9223372036854775807n],
  "int_-1": [-1],
  "int_-32": [-32],
  "int_-33": [-33],
  "int_-128": [-128],
  "int_-129": [-129],
  "int_-32769": [-32769],
  uint_127: [127, new Unsigned(127)],
  uint_128: [128, new Unsigned(128)],
  uint_256: [256, new Unsigned(256)],
  uint_65536: [65536, new Unsigned(65536)],
  uint_max: [18446744073709551615n],
  f64: [1.5],
  f64_int: [3, new Float(3)],
  true: [true],
  false: [false],
  str_empty: [""],
  str_31: ["a".repeat(31)],
  str_32: ["a".repeat(32)],
  str_256: ["a".repeat(256)],
  bytes_empty: [new Uint8Array(0)],
  bytes_nil: [null],
  bytes_2: [new Uint8Array([1, 2])],
  arr_empty: [[]],
  arr_nil: [null],
  arr_15: [Array(15).fill(0)],
  arr_16: [Array(16).fill(0)],
  map_empty: [{}],
  map_nil: [null],
  map_1: [{ a: 1 }],
  time_sec: [new Date("2023-11-14T22:13:20Z")],
  time_nsec: [new PreciseDate(1700000000_000, 5)],
  time_neg: [new Date(-1000)],
  time_zero: [null],
  fileinfo: [
    { N: "f.txt", S: 5, M: 0o755, T: new PreciseDate(1700000000_000, 5) },
    { N: "f.txt", S: 5, M: new Unsigned(0o755), T: new PreciseDate(1700000000_000, 5) },
  ],
  fileinfo_dir: [
    { N: "d", S: 4096, M: 0x800001ed, T: new Date(1700000000_000) },
    { N: "d", S: 4096, M: new Unsigned(0x800001ed), T: new Date(1700000000_000) },
  ],
  basic_error: [{ Message: "boom" }],
  basic_error_nil: [null],
  empty_struct: [{}],
  duration: [1_000_000_000],
};

describe.skipIf(!hasVectors)("what Go writes", () => {
  const vectors = readVectors("msgpack-values");

  it.each(vectors)("$name", ({ name, bytes: given }) => {
    const written = hex(given);
    // f32: only read, since nothing of the protocol has one.
    const [read, toWrite = read] = name === "f32" ? [1.5, undefined] : (meanings[name] ?? []);
    expect(read).toBeDefined();
    expect(decodeMsgpack(given)).toStrictEqual(read);
    if (name !== "f32") expect(hex(encodeMsgpack(toWrite as MsgpackValue))).toBe(written);
  });
});

describe("encodeMsgpack", () => {
  it.each<[string, MsgpackValue]>([
    ["d3 0000000080000000", 2 ** 31],
    ["d3 ffffffff7fffffff", -(2 ** 31) - 1],
    ["05", 5n],
    ["cf 8000000000000000", 2n ** 63n],
    ["d3 8000000000000000", -(2n ** 63n)],
    ["cb 8000000000000000", -0],
    ["cb 7ff8000000000000", Number.NaN],
    ["cb 43b0000000000000", 2 ** 60],
    ["81 a162 c0", { a: undefined, b: null }],
    ["a2 c3a9", "\u00e9"],
    ["d7ff 7735940000000001", new Date(1500)],
    ["c70cff 3b8b87c0 ffffffffffffffff", new Date(-1)],
    ["d4 00 00", new Extension(0, new Uint8Array([0]))],
    ["c7 03 0c 000000", new Extension(12, new Uint8Array(3))],
    ["cc ff", new Unsigned(255)],
  ])("%s", (expected, value) => {
    expect(hex(encodeMsgpack(value))).toBe(expected.replaceAll(" ", ""));
  });

  it("says what has no form", () => {
    const deep: MsgpackValue[] = [];
    deep.push(deep);
    for (const [value, message] of [
      [2n ** 64n, "The number 18446744073709551616 does not fit into 64 bits"],
      [new Unsigned(-1), "The number -1 does not fit into 64 bits"],
      [new Date(Number.NaN), "A date that is none"],
      [deep, "More than 500 levels"],
      [() => 1, "A function has no form in msgpack"],
    ] as const)
      expect(() => encodeMsgpack(value as MsgpackValue)).toThrow(message);
    // What was begun and given up leaves nothing behind.
    expect(hex(encodeMsgpack([1]))).toBe("9101");
  });
});

describe("decodeMsgpack", () => {
  it.each<[string, MsgpackValue]>([
    ["81 a1 61 01", { a: 1 }],
    ["82 a161 01 a161 02", { a: 2 }],
    ["82 01 c3 c0 c2", { 1: true, null: false }],
    ["81 c401 61 01", { a: 1 }],
    ["d3 0000000000000005", 5],
    ["cf 0000000000000005", 5],
    ["cf 0020000000000000", 9007199254740992n],
    ["a2 ff 61", "\ufffda"],
    ["de 0001 a161 90", { a: [] }],
    ["dd 00000002 01 02", [1, 2]],
    ["d6 05 01020304", new Extension(5, new Uint8Array([1, 2, 3, 4]))],
    // Timestamps that no date can hold: too late, and more nanoseconds than a second has.
    ["c70cff 00000000 7fffffffffffffff", new Extension(-1, bytes("00000000 7fffffffffffffff"))],
    ["c70cff ffffffff 0000000000000000", new Extension(-1, bytes("ffffffff 0000000000000000"))],
    ["c703ff 000000", new Extension(-1, bytes("000000"))],
  ])("%s", (text, expected) => {
    expect(decodeMsgpack(bytes(text))).toStrictEqual(expected);
  });

  it("knows no key but as a key", () => {
    const map = decodeMsgpack(bytes("82 a9 5f5f70726f746f5f5f 81 a161 01 ab 636f6e7374727563746f72 02")) as object;
    expect(Object.entries(map)).toEqual([
      ["__proto__", { a: 1 }],
      ["constructor", 2],
    ]);
    expect(Object.getPrototypeOf(map)).toBe(Object.prototype);
    expect("a" in map).toBe(false);
    expect(hex(encodeMsgpack(map as MsgpackValue))).toBe("82a95f5f70726f746f5f5f81a16101ab636f6e7374727563746f7202");
  });

  it.each([
    ["", "The bytes end in the middle of an object"],
    ["c4 05 01", "The bytes end in the middle of an object"],
    ["92 01", "The bytes end in the middle of an object"],
    ["01 02", "1 bytes after the object"],
    ["c1", "The byte c1, which begins nothing"],
    ["81 90 01", "A key of a map that is neither text nor a number"],
    // A length is judged when it is declared, and takes no memory.
    ["c6 ffffffff", "An object of more than 67108864 bytes"],
    ["db ffffffff", "An object of more than 67108864 bytes"],
    ["c9 ffffffff 01", "An object of more than 67108864 bytes"],
    ["dd ffffffff", "An object of more than 1000000 values"],
    ["df ffffffff", "An object of more than 1000000 values"],
    ["91".repeat(501), "More than 500 levels"],
  ])("%s", (text, message) => {
    expect(() => decodeMsgpack(bytes(text))).toThrow(message);
  });

  it("keeps to limits that are given", () => {
    const limits = { depth: 2, values: 5, bytes: 10 };
    expect(decodeMsgpack(bytes("93 01 02 91 03"), limits)).toEqual([1, 2, [3]]);
    expect(() => decodeMsgpack(bytes("92 92 01 02 92 03 04"), limits)).toThrow("An object of more than 5 values");
    expect(() => decodeMsgpack(bytes("91 91 91 03"), limits)).toThrow("More than 2 levels");
    expect(() => decodeMsgpack(bytes("92 a5 6161616161 a4 61616161"), limits)).toThrow(
      "An object of more than 10 bytes",
    );
  });
});

/** Any value that comes back as it was. */
const { value: anyValue } = fc.letrec<{ value: MsgpackValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.double(),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n - 1n }),
    fc.bigInt({ min: -(2n ** 63n), max: -(2n ** 53n) }),
    fc.string({ unit: "binary" }),
    fc.uint8Array({ maxLength: 300 }),
    fc.date({ noInvalidDate: true }),
    fc
      .tuple(fc.date({ noInvalidDate: true }), fc.integer({ min: 1, max: 999_999 }))
      .map(([date, rest]) => new PreciseDate(date.getTime(), rest)),
    fc
      .tuple(fc.integer({ min: -128, max: 127 }), fc.uint8Array({ maxLength: 20 }))
      .filter(([type]) => type !== -1)
      .map(([type, content]) => new Extension(type, content)),
    fc.array(tie("value")),
    fc.dictionary(fc.string({ unit: "binary" }), tie("value"), { noNullPrototype: true }),
  ),
}));

describe("any value", () => {
  it("comes back as it was", () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        expect(decodeMsgpack(encodeMsgpack(value))).toStrictEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it("is read from pieces of any size, and in a row", () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(anyValue, { maxLength: 6 }), cuts, (values, sizes) => {
        const all = Buffer.concat(values.map((value) => encodeMsgpack(value)));
        const reader = new MsgpackReader();
        const read: MsgpackValue[] = [];
        for (let at = 0, i = 0; at < all.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          reader.push(all.subarray(at, at + size));
          at += size;
          for (let value = reader.next(); value !== undefined; value = reader.next()) read.push(value);
        }
        expect(read).toStrictEqual(values);
        expect(reader.isEmpty).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("is an error or a value, whatever the bytes are", () => {
    const reads = (data: Uint8Array) => {
      try {
        return encodeMsgpack(decodeMsgpack(data));
      } catch (error) {
        return (error as Error).name;
      }
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (data) => {
        const outcome = reads(data);
        if (typeof outcome === "string") expect(outcome).toBe("MsgpackError");
        // What was read once is read the same again.
        else expect(hex(encodeMsgpack(decodeMsgpack(outcome)))).toBe(hex(outcome));
      }),
      { numRuns: 3000 },
    );
  });
});
