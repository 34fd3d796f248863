import { type BigFloat, bitLength } from "./binary-float.ts";

// Numbers as text, as math/big's Float.Text and Format write them; and floats as strconv does, which differs in powers of two.

/** A finite magnitude as 0.DIGITS * 10^point; no zero at the end, and no digits for zero. */
interface Decimal {
  readonly digits: string;
  readonly point: number;
}

/**
 * Plain decimal text, never with an exponent, with the fewest digits that read back as the same number at the number's
 * own precision: what interpolating a number gives.
 */
export function toDecimalText(n: BigFloat): string {
  if (n.k === "integer") return Object.is(n.n, -0) ? "-0" : String(n.n);
  return formatNumber(n, "f");
}

/**
 * A number as Go's fmt writes a big.Float.
 * @param verb `e`, `f` or `g`
 * @param precision digits behind the point (`e`, `f`) or in all (`g`); without it as few as read back as the same number
 */
export function formatNumber(n: BigFloat, verb: "e" | "f" | "g", precision?: number): string {
  if (n.k === "infinite") return n.negative ? "-Inf" : "+Inf";
  const negative = n.k === "integer" ? n.n < 0 || Object.is(n.n, -0) : n.mantissa < 0n;
  return (negative ? "-" : "") + formatDecimal(n, verb, precision);
}

/**
 * A float as Go's strconv writes it, with as few digits as read back as the same float.
 * @param n of a float's precision
 */
export function formatFloat(n: BigFloat, verb: "f" | "g"): string {
  if (n.k !== "binary") return formatNumber(n, verb);
  return (n.mantissa < 0n ? "-" : "") + formatShortest(shortest(n, true), verb);
}

function formatShortest(d: Decimal, verb: "e" | "f" | "g"): string {
  if (verb === "f") return withPoint(d, Math.max(d.digits.length - d.point, 0));
  if (verb === "e") return withExponent(d, Math.max(d.digits.length - 1, 0));
  return general(d, 6, d.digits.length);
}

function formatDecimal(n: BigFloat, verb: "e" | "f" | "g", precision: number | undefined): string {
  if (precision === undefined) return formatShortest(shortest(n, false), verb);
  const exact = exactDecimal(n);
  if (verb === "f") return withPoint(roundDigits(exact, exact.point + precision), precision);
  if (verb === "e") return withExponent(roundDigits(exact, precision + 1), precision);
  const digits = Math.max(precision, 1);
  const d = roundDigits(exact, digits);
  const limit = digits > d.digits.length && d.digits.length >= d.point ? d.digits.length : digits;
  return general(d, limit, Math.min(digits, d.digits.length));
}

/** With an exponent where it is below -4 or reaches the limit; a zero counts as exponent 0. */
function general(d: Decimal, limit: number, digits: number): string {
  const exponent = d.digits === "" ? 0 : d.point - 1;
  if (exponent < -4 || exponent >= Math.max(limit, 1)) return withExponent(d, Math.max(digits - 1, 0));
  return withPoint(d, Math.max(digits - d.point, 0));
}

function withPoint(d: Decimal, decimals: number): string {
  const whole = d.point > 0 ? d.digits.slice(0, d.point).padEnd(d.point, "0") : "0";
  if (decimals === 0) return whole;
  const leading = "0".repeat(Math.min(Math.max(-d.point, 0), decimals));
  const rest = d.digits.slice(Math.max(d.point, 0));
  return `${whole}.${(leading + rest).slice(0, decimals).padEnd(decimals, "0")}`;
}

function withExponent(d: Decimal, decimals: number): string {
  const digits = d.digits.padEnd(decimals + 1, "0");
  const exponent = d.digits === "" ? 0 : d.point - 1;
  const mantissa = decimals > 0 ? `${digits.charAt(0)}.${digits.slice(1, decimals + 1)}` : digits.charAt(0);
  return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

/** Rounds to a count of digits, ties to even, as math/big does with the exact decimal expansion. */
function roundDigits(d: Decimal, count: number): Decimal {
  if (count >= d.digits.length) return d;
  if (count < 0) return { digits: "", point: 0 };
  const kept = d.digits.slice(0, count);
  const rest = d.digits.slice(count);
  const first = rest.charCodeAt(0) - 48;
  const isTie = rest === "5";
  const isLastOdd = count > 0 && kept.charCodeAt(count - 1) % 2 === 1;
  const isUp = isTie ? isLastOdd : first >= 5;
  if (!isUp) return trimmed(kept, d.point);
  const raised = String(BigInt(kept === "" ? "0" : kept) + 1n).padStart(count, "0");
  return trimmed(raised, d.point + raised.length - count);
}

function trimmed(digits: string, point: number): Decimal {
  const kept = digits.replace(/0+$/, "");
  return kept === "" ? { digits: "", point: 0 } : { digits: kept, point };
}

function exactDecimal(n: BigFloat): Decimal {
  if (n.k === "infinite") throw new RangeError("infinity has no digits");
  if (n.k === "integer") return fromWhole(BigInt(Math.abs(n.n)), 0);
  const magnitude = n.mantissa < 0n ? -n.mantissa : n.mantissa;
  if (n.exponent >= 0) return fromWhole(magnitude << BigInt(n.exponent), 0);
  return fromWhole(magnitude * 5n ** BigInt(-n.exponent), -n.exponent);
}

/** The decimal whole / 10^decimals. */
function fromWhole(whole: bigint, decimals: number): Decimal {
  if (whole === 0n) return { digits: "", point: 0 };
  const text = String(whole);
  return trimmed(text, text.length - decimals);
}

/**
 * The decimal with the fewest digits within half a unit in the last place; of two such, the nearer one.
 * All is counted in quarters of that unit, scaled by a power of ten to whole numbers.
 * @param isStrict minds that below a power of two the next number is only half as far, as strconv does and math/big does not
 */
function shortest(n: BigFloat, isStrict: boolean): Decimal {
  if (n.k !== "binary") return exactDecimal(n);
  const m = n.mantissa < 0n ? -n.mantissa : n.mantissa;
  const spare = n.precision - bitLength(m);
  const unit = n.exponent - spare - 2;
  const scale = unit >= 0 ? 1n << BigInt(unit) : 5n ** BigInt(-unit);
  const value = (m << BigInt(spare + 2)) * scale;
  const low = value - (isStrict && m === 1n ? 1n : 2n) * scale;
  const high = value + 2n * scale;
  const isEven = spare > 0;
  const candidate = (zeros: number): bigint | undefined => {
    const power = 10n ** BigInt(zeros);
    const down = value - (value % power);
    const up = down === value ? value : down + power;
    const downFits = down > low || (isEven && down === low);
    const upFits = up < high || (isEven && up === high);
    if (!downFits) return upFits ? up : undefined;
    if (!upFits || value - down < up - value) return down;
    if (value - down > up - value) return up;
    return (down / power) % 2n === 0n ? down : up;
  };
  // If a number with so many zeros at its end fits, one with fewer does too: search for the most.
  let fits = 0;
  let tooMany = String(value).length + 1;
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (candidate(middle) === undefined) tooMany = middle;
    else fits = middle;
  }
  return fromWhole(candidate(fits) ?? value, Math.max(-unit, 0));
}
