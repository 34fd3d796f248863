/**
 * A number of the language: a binary float with a mantissa of at most `precision` bits, rounded to nearest even, as
 * Go's math/big Float has it. Numbers of a template have 512 bits; those that a function computed in a machine word or a
 * machine float keep 64 or 53, which shows when they are printed or divided.
 *
 * Whole numbers that a JS number holds exactly are always of kind `integer`, so that ordinary templates never touch a
 * bigint; the mantissa of the kind `binary` is odd. So equal numbers have equal parts, the precision aside; zero
 * keeps its sign, as `"x${-0}"` shows in Packer.
 */
export type BigFloat =
  | { readonly k: "integer"; readonly n: number; readonly precision: number }
  | { readonly k: "binary"; readonly mantissa: bigint; readonly exponent: number; readonly precision: number }
  | { readonly k: "infinite"; readonly negative: boolean; readonly precision: number };

/** The bits of a number that a template or a document wrote. */
export const templatePrecision = 512;

/**
 * Beyond this power of two is infinity. math/big goes to 2^31, but a number of so many digits only comes from an attempt
 * to exhaust the memory of who prints it.
 */
export const greatestExponent = 2 ** 20;

export const positiveInfinity: BigFloat = { k: "infinite", negative: false, precision: templatePrecision };
export const negativeInfinity: BigFloat = { k: "infinite", negative: true, precision: templatePrecision };

/** The number of bits of the magnitude. */
export function bitLength(n: bigint): number {
  const hex = (n < 0n ? -n : n).toString(16);
  return hex === "0" ? 0 : hex.length * 4 - (Math.clz32(Number.parseInt(hex.charAt(0), 16)) - 28);
}

/**
 * The float nearest to mantissa * 2^exponent.
 * @param sticky whether something not zero was cut off below the mantissa's last bit
 */
export function roundToFloat(mantissa: bigint, exponent: number, precision: number, sticky = false): BigFloat {
  if (mantissa === 0n) return { k: "integer", n: 0, precision };
  const negative = mantissa < 0n;
  let m = negative ? -mantissa : mantissa;
  let e = exponent;
  const excess = bitLength(m) - precision;
  if (excess > 0) {
    const shift = BigInt(excess);
    const half = 1n << (shift - 1n);
    const rest = m & ((1n << shift) - 1n);
    m >>= shift;
    e += excess;
    if (rest > half || (rest === half && (sticky || (m & 1n) === 1n))) m += 1n;
  }
  const zeros = bitLength(m & -m) - 1;
  if (zeros > 0) {
    m >>= BigInt(zeros);
    e += zeros;
  }
  const length = bitLength(m);
  if (length + e > greatestExponent) return { k: "infinite", negative, precision };
  if (length + e < -greatestExponent) return { k: "integer", n: 0, precision };
  if (e >= 0 && length + e <= 53) {
    const n = Number(m) * 2 ** e;
    if (Number.isSafeInteger(n)) return { k: "integer", n: negative ? -n : n, precision };
  }
  return { k: "binary", mantissa: negative ? -m : m, exponent: e, precision };
}

/** The float nearest to numerator / denominator * 2^exponent. The denominator is positive. */
export function divideToFloat(numerator: bigint, denominator: bigint, exponent: number, precision: number): BigFloat {
  if (numerator === 0n) return { k: "integer", n: 0, precision };
  const negative = numerator < 0n;
  const top = negative ? -numerator : numerator;
  const shift = Math.max(0, precision + 2 + bitLength(denominator) - bitLength(top));
  const scaled = top << BigInt(shift);
  const quotient = scaled / denominator;
  const sticky = quotient * denominator !== scaled;
  // One more bit under the quotient stands for what was cut off, so that no tie is seen where there is none.
  const m = (quotient << 1n) | (sticky ? 1n : 0n);
  return roundToFloat(negative ? -m : m, exponent - shift - 1, precision);
}

/** Mantissa and exponent of a finite number. */
export function partsOf(n: BigFloat): { readonly mantissa: bigint; readonly exponent: number } {
  if (n.k === "integer") return { mantissa: BigInt(n.n), exponent: 0 };
  if (n.k === "binary") return n;
  throw new RangeError("infinity has no mantissa");
}
