import { numbers } from "@ingot/hcl";

/**
 * A number as Go's math/big Float writes itself into gob (plugin-protocol 7.5): its mantissa begins with a bit that is set, and fills words of
 * 64 bits.
 */
export function encodeBigFloat(number: numbers.BigFloat): Uint8Array {
  if (number.k === "infinite") return header(2, number.negative, number.precision);
  const { mantissa, exponent } = numbers.partsOf(number);
  if (mantissa === 0n) return header(0, number.k === "integer" && Object.is(number.n, -0), number.precision);
  const magnitude = mantissa < 0n ? -mantissa : mantissa;
  const bits = magnitude.toString(2).length;
  const words = Math.ceil(bits / 64);
  const normal = magnitude << BigInt(words * 64 - bits);
  const written = Buffer.alloc(4 + words * 8);
  // The value is 0.mantissa times 2 to this power.
  written.writeInt32BE(exponent + bits, 0);
  written.write(normal.toString(16).padStart(words * 16, "0"), 4, "hex");
  return Buffer.concat([header(1, mantissa < 0n, number.precision), written]);
}

/** @param form 0 for zero, 1 for a finite number, 2 for infinity */
function header(form: number, isNegative: boolean, precision: number): Uint8Array {
  const bytes = Buffer.alloc(6);
  bytes.writeUInt8(1, 0);
  // Rounded to nearest even (mode 0), and exact (accuracy 0, written as 1).
  bytes.writeUInt8((1 << 3) | (form << 1) | (isNegative ? 1 : 0), 1);
  bytes.writeUInt32BE(precision, 2);
  return bytes;
}
