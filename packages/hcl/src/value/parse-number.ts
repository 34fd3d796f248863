import {
  type BigFloat,
  bitLength,
  divideToFloat,
  greatestExponent,
  negativeInfinity,
  positiveInfinity,
  roundToFloat,
  templatePrecision,
} from "./binary-float.ts";

const decimal = /^([+-]?)(?:(\d+)(?:\.(\d*))?|\.(\d+))(?:([eEpP])([+-]?\d+))?$/;
const infinity = /^([+-]?)[iI]nf$/;

/** Powers of five up to this one are computed exactly; beyond it, with 128 bits more than the result has. */
const greatestExactPower = 10_000;

/**
 * Reads a number as math/big does: decimal digits with a fraction and an exponent (`e`, or `p` for a power of two),
 * or `inf`. The result is the 512-bit float nearest to it, ties to even.
 * @returns undefined where the text is no number
 */
export function parseNumber(text: string): BigFloat | undefined {
  const match = decimal.exec(text);
  if (!match) {
    const inf = infinity.exec(text);
    return inf ? (inf[1] === "-" ? negativeInfinity : positiveInfinity) : undefined;
  }
  const [, sign, whole = "", fraction = "", bareFraction = "", letter = "e", exponentText = "0"] = match;
  const decimals = fraction + bareFraction;
  const digits = (whole + decimals).replace(/^0+/, "");
  if (digits === "") return { k: "integer", n: sign === "-" ? -0 : 0, precision: templatePrecision };
  const exponent = Number(exponentText);
  const isBinary = letter === "p" || letter === "P";
  const tenPower = (isBinary ? 0 : exponent) - decimals.length;
  if (digits.length <= 15 && tenPower === 0 && !isBinary) {
    return { k: "integer", n: sign === "-" ? -Number(digits) : Number(digits), precision: templatePrecision };
  }
  const mantissa = sign === "-" ? -BigInt(digits) : BigInt(digits);
  return scale(mantissa, tenPower, isBinary ? exponent : 0);
}

/** The float nearest to mantissa * 10^tenPower * 2^twoPower. */
function scale(mantissa: bigint, tenPower: number, twoPower: number): BigFloat {
  // Further out than any exponent of a float: no power needs to be computed.
  const magnitude = (bitLength(mantissa) + tenPower * Math.log2(10) + twoPower) / greatestExponent;
  if (magnitude > 1.1) return mantissa < 0n ? negativeInfinity : positiveInfinity;
  if (magnitude < -1.1) return { k: "integer", n: 0, precision: templatePrecision };
  const power = powerOfFive(Math.abs(tenPower));
  const exponent = tenPower + twoPower;
  return tenPower < 0
    ? divideToFloat(mantissa, power.mantissa, exponent - power.exponent, templatePrecision)
    : roundToFloat(mantissa * power.mantissa, exponent + power.exponent, templatePrecision);
}

function powerOfFive(n: number): { readonly mantissa: bigint; readonly exponent: number } {
  if (n <= greatestExactPower) return { mantissa: 5n ** BigInt(n), exponent: 0 };
  const half = powerOfFive(Math.floor(n / 2));
  const mantissa = half.mantissa * half.mantissa * (n % 2 === 1 ? 5n : 1n);
  const excess = bitLength(mantissa) - (templatePrecision + 128);
  return excess > 0
    ? { mantissa: mantissa >> BigInt(excess), exponent: half.exponent * 2 + excess }
    : { mantissa, exponent: half.exponent * 2 };
}
