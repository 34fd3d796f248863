import { numbers } from "@ingot/hcl";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBigFloat } from "./decode-big-float.ts";
import { encodeBigFloat } from "./encode-big-float.ts";

const decode = (hex: string) => decodeBigFloat(Buffer.from(hex.replaceAll(" ", ""), "hex"));

// 42 is plugin-protocol 7.5's.
test.each<[string, number, string]>([
  ["42", 64, "01 0a 00000040 00000006 a800000000000000"],
  ["-1.5", 53, "01 0b 00000035 00000001 c000000000000000"],
  ["0", 64, "01 08 00000040"],
  ["-0", 64, "01 09 00000040"],
  ["inf", 512, "01 0c 00000200"],
  ["-inf", 512, "01 0d 00000200"],
])("%s is written as Go writes it", (text, precision, want) => {
  const parsed = numbers.parseNumber(text);
  const number = parsed && { ...parsed, precision };
  expect(number && Buffer.from(encodeBigFloat(number)).toString("hex")).toBe(want.replaceAll(" ", ""));
  expect(decode(want)).toEqual(number);
});

test("every number survives, with its precision", () => {
  const mantissa = fc.bigInt({ min: -(1n << 600n), max: 1n << 600n });
  fc.assert(
    fc.property(mantissa, fc.integer({ min: -3000, max: 3000 }), fc.constantFrom(53, 64, 512), (m, exponent, bits) => {
      const number = numbers.roundToFloat(m, exponent, bits);
      expect(decodeBigFloat(encodeBigFloat(number))).toEqual(number);
    }),
  );
});

test("what has more than 512 bits is rounded, and what is far too great is infinite", () => {
  expect(decode("01 0a ffffffff 00000001 8000000000000000")).toEqual({ k: "integer", n: 1, precision: 512 });
  expect(decode("01 0a 00000040 7fffffff 8000000000000000")).toMatchObject({ k: "infinite", negative: false });
  expect(decode("01 0a 00000040 80000000 8000000000000000")).toMatchObject({ k: "integer", n: 0 });
});

test.each([
  ["01 0a", "a number is cut off"],
  ["01 0a 00000040 00000006", "a number is cut off"],
  ["02 0a 00000040 00000006 a800000000000000", "a number is written in version 2 of its format, and 1 is known"],
  ["01 0e 00000040 00000006 a800000000000000", "a number is cut off"],
  [`01 0a 00000040 00000006 ${"ff".repeat(600)}`, "a number is far too long"],
])("%s is refused", (hex, message) => {
  expect(() => decode(hex)).toThrow(message);
});
