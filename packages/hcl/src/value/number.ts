import {
  type BigFloat,
  bitLength,
  divideToFloat,
  negativeInfinity,
  partsOf,
  positiveInfinity,
  roundToFloat,
  templatePrecision,
} from "./binary-float.ts";

// Arithmetic of the language's numbers. Where math/big panics because the result would not be a number
// (0/0, infinity minus infinity, 0 times infinity), these return undefined.

export type { BigFloat } from "./binary-float.ts";
export { negativeInfinity, partsOf, positiveInfinity, roundToFloat } from "./binary-float.ts";
export { formatFloat, formatNumber, toDecimalText } from "./number-text.ts";
export { parseNumber } from "./parse-number.ts";

/**
 * The number that a JS number stands for. Whole numbers count as computed in a 64-bit integer, others in a 53-bit float.
 * @throws RangeError for NaN
 */
export function fromJsNumber(n: number): BigFloat {
  if (Number.isSafeInteger(n)) return { k: "integer", n, precision: 64 };
  if (Number.isNaN(n)) throw new RangeError("NaN is not a number of the language");
  if (!Number.isFinite(n)) return n < 0 ? negativeInfinity : positiveInfinity;
  let whole = n;
  let exponent = 0;
  while (!Number.isInteger(whole)) {
    whole *= 2;
    exponent -= 1;
  }
  return roundToFloat(BigInt(whole), exponent, 53);
}

/** The number that a bigint stands for, rounded to 512 bits. */
export function fromBigInt(n: bigint): BigFloat {
  return roundToFloat(n, 0, templatePrecision);
}

/** a + b; undefined for opposing infinities. */
export function add(a: BigFloat, b: BigFloat): BigFloat | undefined {
  const precision = Math.max(a.precision, b.precision);
  if (a.k === "integer" && b.k === "integer") {
    const n = a.n + b.n;
    if (Number.isSafeInteger(n)) return { k: "integer", n, precision };
  }
  if (a.k === "infinite") return b.k === "infinite" && a.negative !== b.negative ? undefined : a;
  if (b.k === "infinite") return b;
  const x = partsOf(a);
  const y = partsOf(b);
  if (x.mantissa === 0n) return roundToFloat(y.mantissa, y.exponent, precision);
  if (y.mantissa === 0n) return roundToFloat(x.mantissa, x.exponent, precision);
  const [high, low] = x.exponent >= y.exponent ? [x, y] : [y, x];
  const distance = high.exponent - low.exponent;
  // A far smaller number only decides how a tie is broken.
  if (distance > precision * 2 + bitLength(low.mantissa) + 4) {
    const wide = high.mantissa << BigInt(precision + 2);
    return roundToFloat(wide + (low.mantissa < 0n ? -1n : 1n), high.exponent - precision - 2, precision);
  }
  return roundToFloat((high.mantissa << BigInt(distance)) + low.mantissa, low.exponent, precision);
}

/** a - b; undefined for infinities of one sign. */
export function sub(a: BigFloat, b: BigFloat): BigFloat | undefined {
  return add(a, neg(b));
}

/** a * b; undefined for zero times infinity. */
export function mul(a: BigFloat, b: BigFloat): BigFloat | undefined {
  const precision = Math.max(a.precision, b.precision);
  if (a.k === "integer" && b.k === "integer") {
    const n = a.n * b.n;
    if (Number.isSafeInteger(n)) return { k: "integer", n, precision };
  }
  if (a.k === "infinite" || b.k === "infinite") {
    return isZero(a) || isZero(b) ? undefined : sign(a) * sign(b) < 0 ? negativeInfinity : positiveInfinity;
  }
  if (isZero(a) || isZero(b)) return { k: "integer", n: isBelowZero(a) === isBelowZero(b) ? 0 : -0, precision };
  const x = partsOf(a);
  const y = partsOf(b);
  return roundToFloat(x.mantissa * y.mantissa, x.exponent + y.exponent, precision);
}

/** a / b; infinity for division by zero, undefined for 0/0 and infinity by infinity. */
export function div(a: BigFloat, b: BigFloat): BigFloat | undefined {
  const precision = Math.max(a.precision, b.precision);
  if (a.k === "infinite") {
    return b.k === "infinite" ? undefined : a.negative === isBelowZero(b) ? positiveInfinity : negativeInfinity;
  }
  if (b.k === "infinite") return { k: "integer", n: isBelowZero(a) === isBelowZero(b) ? 0 : -0, precision };
  if (isZero(b)) return isZero(a) ? undefined : isBelowZero(a) === isBelowZero(b) ? positiveInfinity : negativeInfinity;
  if (isZero(a)) return { k: "integer", n: isBelowZero(a) === isBelowZero(b) ? 0 : -0, precision };
  if (a.k === "integer" && b.k === "integer" && a.n % b.n === 0) return { k: "integer", n: a.n / b.n, precision };
  const x = partsOf(a);
  const y = partsOf(b);
  const [top, bottom] = y.mantissa < 0n ? [-x.mantissa, -y.mantissa] : [x.mantissa, y.mantissa];
  return divideToFloat(top, bottom, x.exponent - y.exponent, precision);
}

/** Whether the number is negative, or the zero that is. */
function isBelowZero(n: BigFloat): boolean {
  return sign(n) < 0 || (n.k === "integer" && Object.is(n.n, -0));
}

/**
 * The remainder of the division that truncates toward zero; it has the sign of `a`. As in cty 1.13 it is as precise as its operands;
 * 1.6.6 has fewer bits for it (cty mended that in 1.7.1). The language defines `a % 0` as `a`, and an infinite `a` stays; undefined
 * where `b` is infinite.
 */
export function rem(a: BigFloat, b: BigFloat): BigFloat | undefined {
  if (b.k === "infinite") return undefined;
  if (a.k === "infinite" || isZero(a) || isZero(b)) return a;
  if (a.k === "integer" && b.k === "integer") {
    return { k: "integer", n: (a.n % b.n) + 0, precision: Math.max(a.precision, b.precision) };
  }
  const quotient = div(a, b);
  const whole = quotient && truncate(quotient);
  const product = whole && mul(whole, b);
  return product && sub(a, product);
}

/** -n */
export function neg(n: BigFloat): BigFloat {
  if (n.k === "integer") return { k: "integer", n: -n.n, precision: n.precision };
  if (n.k === "infinite") return n.negative ? positiveInfinity : negativeInfinity;
  return { ...n, mantissa: -n.mantissa };
}

/** The magnitude. */
export function abs(n: BigFloat): BigFloat {
  if (n.k === "integer") return n.n > 0 ? n : { ...n, n: 0 - n.n };
  return sign(n) < 0 ? neg(n) : n;
}

/** -1, 0 or 1. */
export function sign(n: BigFloat): -1 | 0 | 1 {
  if (n.k === "integer") return n.n < 0 ? -1 : n.n > 0 ? 1 : 0;
  if (n.k === "infinite") return n.negative ? -1 : 1;
  return n.mantissa < 0n ? -1 : 1;
}

/** Negative, zero or positive as a is less than, equal to or greater than b. Precisions do not count. */
export function cmp(a: BigFloat, b: BigFloat): number {
  if (a.k === "integer" && b.k === "integer") return a.n - b.n;
  const signs = sign(a) - sign(b);
  if (signs !== 0) return signs;
  if (a.k === "infinite" || b.k === "infinite") {
    const rank = (n: BigFloat) => (n.k === "infinite" ? sign(n) : 0);
    return rank(a) - rank(b);
  }
  const x = partsOf(a);
  const y = partsOf(b);
  const top = bitLength(x.mantissa) + x.exponent - (bitLength(y.mantissa) + y.exponent);
  if (top !== 0) return top * sign(a);
  const low = Math.min(x.exponent, y.exponent);
  const left = x.mantissa << BigInt(x.exponent - low);
  const right = y.mantissa << BigInt(y.exponent - low);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The whole part, cut off toward zero. */
export function truncate(n: BigFloat): BigFloat {
  if (n.k !== "binary" || n.exponent >= 0) return n;
  const shift = BigInt(-n.exponent);
  const whole = n.mantissa < 0n ? -(-n.mantissa >> shift) : n.mantissa >> shift;
  return roundToFloat(whole, 0, n.precision);
}

/** The greatest whole number that is not greater. */
export function floor(n: BigFloat): BigFloat {
  if (n.k !== "binary" || n.exponent >= 0) return n;
  return roundToFloat(n.mantissa >> BigInt(-n.exponent), 0, n.precision);
}

/** The smallest whole number that is not smaller. */
export function ceil(n: BigFloat): BigFloat {
  return neg(floor(neg(n)));
}

/** Whether it is a whole number; infinity is not. */
export function isInteger(n: BigFloat): boolean {
  return n.k === "integer" || (n.k === "binary" && n.exponent >= 0);
}

export function isZero(n: BigFloat): boolean {
  return n.k === "integer" && n.n === 0;
}

export function isInfinite(n: BigFloat): boolean {
  return n.k === "infinite";
}

/** The nearest JS number; infinity where there is none. */
export function toJsNumber(n: BigFloat): number {
  if (n.k === "integer") return n.n;
  if (n.k === "infinite") return n.negative ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const magnitude = bitLength(n.mantissa) + n.exponent;
  if (magnitude > 1025) return sign(n) * Number.POSITIVE_INFINITY;
  if (magnitude < -1074) return 0;
  // Below 2^-1022 a JS number has fewer bits; to round once, the bits it has are counted first.
  const bits = Math.min(53, magnitude + 1074);
  if (bits === 0) return n.mantissa === 1n || n.mantissa === -1n ? 0 : sign(n) * Number.MIN_VALUE;
  const rounded = roundToFloat(n.mantissa, n.exponent, bits);
  if (rounded.k !== "binary") return rounded.k === "integer" ? rounded.n : sign(n) * Number.POSITIVE_INFINITY;
  const half = Math.trunc(rounded.exponent / 2);
  return Number(rounded.mantissa) * 2 ** half * 2 ** (rounded.exponent - half);
}

/** The whole number; undefined where it is none. */
export function toBigInt(n: BigFloat): bigint | undefined {
  if (n.k === "integer") return BigInt(n.n);
  if (n.k === "infinite" || n.exponent < 0) return undefined;
  return n.mantissa << BigInt(n.exponent);
}
