// JavaScript leaves the last digits of ** to each engine; these are those of Packer, whose powers are computed as Go's math package
// documents and computes them: by squaring the mantissa, with the exponent counted apart.

/** The power of two machine floats, to the last digit as Go's math.Pow gives it. NaN where there is no real result. */
export function raiseToPower(base: number, power: number): number {
  if (power === 0 || base === 1 || (base === -1 && !Number.isFinite(power))) return 1;
  if (base === 0 || !Number.isFinite(base) || !Number.isFinite(power)) return base ** power;
  if (Math.abs(power) === 0.5) return power > 0 ? Math.sqrt(base) : 1 / Math.sqrt(base);
  let whole = Math.trunc(Math.abs(power));
  let fraction = Math.abs(power) - whole;
  if (fraction !== 0 && base < 0) return Number.NaN;
  // Every float of that size is even, so the sign of the base does not count.
  if (whole >= 2 ** 63)
    return Math.abs(base) === 1 ? 1 : Math.abs(base) < 1 === power > 0 ? 0 : Number.POSITIVE_INFINITY;

  let mantissa = 1;
  let exponent = 0;
  if (fraction > 0.5) {
    fraction--;
    whole++;
  }
  if (fraction !== 0) mantissa = Math.exp(fraction * Math.log(base));
  let square = splitFloat(base);
  for (let rest = BigInt(whole); rest > 0n; rest >>= 1n) {
    // From here on there is only infinity or zero.
    if (Math.abs(square.exponent) > 2 ** 12) {
      exponent += square.exponent;
      break;
    }
    if (rest & 1n) {
      mantissa *= square.mantissa;
      exponent += square.exponent;
    }
    const next = square.mantissa * square.mantissa;
    square =
      next < 0.5
        ? { mantissa: next * 2, exponent: square.exponent * 2 - 1 }
        : { mantissa: next, exponent: square.exponent * 2 };
  }
  return power < 0 ? joinFloat(1 / mantissa, -exponent) : joinFloat(mantissa, exponent);
}

/** A finite float other than zero as mantissa * 2^exponent, the magnitude of the mantissa from 0.5 and below 1. */
function splitFloat(value: number): { readonly mantissa: number; readonly exponent: number } {
  // A number below 2^-1022 has no full mantissa of its own.
  const shift = Math.abs(value) < 2 ** -1022 ? 64 : 0;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value * 2 ** shift);
  const head = view.getUint32(0);
  const exponent = ((head >>> 20) & 0x7ff) - 1022;
  view.setUint32(0, ((head & 0x800fffff) | (1022 << 20)) >>> 0);
  return { mantissa: view.getFloat64(0), exponent: exponent - shift };
}

/** mantissa * 2^exponent, rounded once. */
function joinFloat(mantissa: number, exponent: number): number {
  const { mantissa: half, exponent: own } = splitFloat(mantissa);
  const sum = own + exponent;
  if (sum > 1024) return half * Number.POSITIVE_INFINITY;
  if (sum < -1080) return half * 0;
  return sum > 1000
    ? half * 2 ** 1000 * 2 ** (sum - 1000)
    : sum < -1000
      ? half * 2 ** (sum + 1000) * 2 ** -1000
      : half * 2 ** sum;
}
