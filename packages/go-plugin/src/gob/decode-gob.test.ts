import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ByteReader } from "./byte-reader.ts";
import { decodeGob } from "./decode-gob.ts";
import { builtIn, defineMap, defineOpaque, defineSlice, defineStruct } from "./define-gob-type.ts";
import { GobError } from "./gob-value.ts";
import {
  gobBytes,
  gobInt,
  gobInterface,
  gobList,
  gobMap,
  gobMessage,
  gobPlain,
  gobStruct,
  gobText,
  gobUint,
} from "./write-gob.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
const plain = (id: number, value: Uint8Array) => gobMessage(id, gobPlain(value));

describe("numbers", () => {
  test.each<[number | bigint, string]>([
    [0, "00"],
    [127, "7f"],
    [128, "ff80"],
    [256, "fe0100"],
    [0xffff_ffff_ffff_ffffn, "f8ffffffffffffffff"],
  ])("%s is written as unsigned %s", (value, want) => {
    expect(Buffer.from(gobUint(value)).toString("hex")).toBe(want);
    expect(new ByteReader(hex(want)).readUint()).toBe(BigInt(value));
  });

  test("all of 64 bits survive", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), (value) => {
        expect(new ByteReader(gobInt(value)).readInt()).toBe(value);
        expect(decodeGob(plain(2, gobInt(value)))).toBe(value);
      }),
    );
  });

  test("floats stand in the stream with their bytes turned round", () => {
    // 17.0, as the documentation of encoding/gob has it.
    expect(decodeGob(hex("05 08 00 fe 31 40"))).toBe(17);
  });
});

describe("decodeGob", () => {
  const list = 65;
  const map = 66;
  const opaque = 67;
  const point = 68;
  const types = [
    defineSlice(list, "[]string", builtIn.string),
    defineMap(map, "", builtIn.string, point),
    defineOpaque(opaque, "Own"),
    defineStruct(point, "Point", { X: builtIn.int, Y: builtIn.int, Any: builtIn.interface }),
  ];
  const stream = (message: Uint8Array) => Buffer.concat([...types, message]);

  test("reads every kind of value", () => {
    const inner = gobInterface("[]string", list, gobPlain(gobList([gobText("a"), gobText("é")])));
    const value = gobMap([[gobText("k"), gobStruct(undefined, gobInt(-3), inner)]]);
    expect(decodeGob(stream(plain(map, value)))).toEqual({
      k: "map",
      entries: [
        [
          "k",
          {
            k: "struct",
            name: "Point",
            fields: new Map<string, unknown>([
              ["Y", -3n],
              ["Any", { k: "interface", name: "[]string", value: { k: "list", items: ["a", "é"] } }],
            ]),
          },
        ],
      ],
    });
    expect(decodeGob(stream(plain(opaque, gobBytes(Uint8Array.of(1, 2)))))).toEqual({
      k: "opaque",
      name: "Own",
      bytes: Uint8Array.of(1, 2),
    });
    expect(decodeGob(plain(builtIn.bool, gobUint(1)))).toBe(true);
    expect(decodeGob(plain(5, gobBytes(Uint8Array.of(7))))).toEqual(Uint8Array.of(7));
    expect(decodeGob(plain(7, hex("fe f03f 40")))).toEqual({ k: "list", items: [1, 2] });
  });

  test("a type that contains itself is no way to exhaust the stack", () => {
    const self = defineSlice(65, "", 65);
    const deep = gobMessage(65, gobPlain(Buffer.concat([Buffer.alloc(300, 1), gobUint(0)])));
    expect(() => decodeGob(Buffer.concat([self, deep]))).toThrow("values are nested more than 200 levels deep");
  });

  test.each<[string, Uint8Array, string]>([
    ["nothing", new Uint8Array(), "the bytes end in the middle of a value"],
    ["a message that is cut off", hex("05 0c 00"), "the bytes end in the middle of a message"],
    ["a value that is longer than its message", hex("04 0c 00 7f 41 42"), "the bytes end in the middle of a value"],
    ["a value that is shorter", hex("05 0c 00 01 41 42"), "a message has more bytes than its value"],
    ["a type without a definition", hex("03 ff82 00"), "the type 65 is not defined"],
    ["no zero byte", hex("03 0c 01 41"), "the zero byte before a value is missing"],
    ["no bool", hex("03 02 00 02"), "2 is neither true nor false"],
    ["a number of 9 bytes", hex("0c 06 00 f7 010203040506070809"), "a number is longer than 8 bytes"],
    ["a great length", hex("0b 0c 00 f8 ffffffffffffffff"), "a length or a count is far too great"],
    ["a type that is there already", hex("03 03 04 00"), "the type 2 is defined twice"],
    ["a definition of nothing", hex("03 ff81 00"), "a definition of a type defines not one type"],
    [
      "more elements than bytes",
      stream(plain(list, gobUint(1_000_000))),
      "a list or a map has more elements than there are bytes",
    ],
    ["a field that there is not", stream(gobMessage(point, hex("09 00"))), "the struct Point has no field 8"],
  ])("%s is refused", (_, bytes, message) => {
    expect(() => decodeGob(bytes)).toThrow(message);
  });

  test("a stream is not longer than is read, has not more types, and not more values", () => {
    expect(() => decodeGob(new Uint8Array(70_000_000))).toThrow("longer than the 67108864 that are read");
    const definitions = Array.from({ length: 10_001 }, (_, i) => defineOpaque(65 + i, ""));
    expect(() => decodeGob(Buffer.concat(definitions))).toThrow("more than 10000 types are defined");
    const bools = defineSlice(65, "", builtIn.bool);
    const many = plain(65, Buffer.concat([gobUint(1_000_000), new Uint8Array(1_000_000)]));
    expect(() => decodeGob(Buffer.concat([bools, many]))).toThrow("a gob stream has more than 1000000 values");
  });

  test("any bytes are a value or an error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          decodeGob(Buffer.concat([...types, bytes]));
        } catch (error) {
          expect(error).toBeInstanceOf(GobError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
