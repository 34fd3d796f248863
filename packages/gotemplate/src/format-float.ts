// Floating point numbers as Go's strconv writes them. JavaScript rounds halves up and stops at 1e21, so the digits are
// computed here from the exact value.

interface Digits {
  /** Without leading zeros (unless the number is zero). */
  readonly digits: string;
  /** The value is 0.digits times 10 to this power. */
  readonly point: number;
}

/**
 * @param form `e`: d.ddde+dd, `f`: ddd.ddd, `g`: whichever suits the exponent
 * @param precision digits behind the point (`e`, `f`) or in all (`g`); undefined for the fewest that identify the number
 */
export function formatFloat(value: number, form: "e" | "f" | "g", precision: number | undefined): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value < 0 ? "-Inf" : "+Inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  return sign + formatPositive(Math.abs(value), form, precision);
}

/** Hexadecimal form, `%x`: 0x1.8p+00. */
export function formatHexFloat(value: number, precision: number | undefined): string {
  if (!Number.isFinite(value)) return formatFloat(value, "g", undefined);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  let [mantissa, exponent] = splitFloat(Math.abs(value));
  if (mantissa === 0n) exponent = 0;
  else {
    const shift = 53 - mantissa.toString(2).length;
    mantissa <<= BigInt(shift);
    exponent += 52 - shift;
  }
  if (precision !== undefined && precision < 13) {
    mantissa = divideHalfEven(mantissa, 1n << BigInt(52 - 4 * precision)) << BigInt(52 - 4 * precision);
    if (mantissa >= 1n << 53n) {
      mantissa >>= 1n;
      exponent++;
    }
  }
  const whole = (mantissa >> 52n).toString();
  const fraction = (mantissa & ((1n << 52n) - 1n)).toString(16).padStart(13, "0");
  const digits =
    precision === undefined ? fraction.replace(/0+$/, "") : fraction.padEnd(precision, "0").slice(0, precision);
  return `${sign}0x${whole}${digits === "" ? "" : `.${digits}`}p${exponentText(exponent)}`;
}

/** Binary form, `%b`: the mantissa and the power of two. */
export function formatBinaryFloat(value: number): string {
  if (!Number.isFinite(value)) return formatFloat(value, "g", undefined);
  const [mantissa, exponent] = splitFloat(Math.abs(value));
  return `${value < 0 || Object.is(value, -0) ? "-" : ""}${mantissa}p${exponent < 0 ? "" : "+"}${exponent}`;
}

function formatPositive(value: number, form: "e" | "f" | "g", precision: number | undefined): string {
  if (form === "f") {
    const d = precision === undefined ? shortest(value) : roundAt(value, precision);
    const fractionDigits = precision ?? Math.max(0, d.digits.length - d.point);
    return plain(d, d.digits === "0" && precision === undefined ? 0 : fractionDigits);
  }
  const count = precision === undefined ? undefined : form === "e" ? precision + 1 : Math.max(1, precision);
  const d = count === undefined ? shortest(value) : roundTo(value, count);
  if (form === "e") return scientific(d, count === undefined ? d.digits.length : count);
  const significant = d.digits.replace(/0+$/, "") || "0";
  const trimmed = { ...d, digits: significant };
  // Without a precision, plain digits end at the millions, whatever the number of digits.
  const limit =
    count === undefined ? 6 : count > significant.length && significant.length >= d.point ? significant.length : count;
  const exponent = value === 0 ? 0 : d.point - 1;
  if (exponent < -4 || exponent >= limit) return scientific(trimmed, significant.length);
  return plain(trimmed, Math.max(0, significant.length - d.point));
}

function scientific(d: Digits, count: number): string {
  const digits = d.digits.padEnd(count, "0");
  const exponent = /^0*$/.test(digits) ? 0 : d.point - 1;
  const fraction = digits.slice(1, count);
  return `${digits.slice(0, 1)}${fraction === "" ? "" : `.${fraction}`}e${exponentText(exponent)}`;
}

function exponentText(exponent: number): string {
  return `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

function plain(d: Digits, fractionDigits: number): string {
  const whole = d.point > 0 ? d.digits.slice(0, d.point).padEnd(d.point, "0") : "0";
  const fraction = (d.point > 0 ? d.digits.slice(d.point) : "0".repeat(-d.point) + d.digits).slice(0, fractionDigits);
  return fractionDigits === 0 ? whole : `${whole}.${fraction.padEnd(fractionDigits, "0")}`;
}

/** The fewest digits that identify the number; JavaScript and Go agree on them. */
function shortest(value: number): Digits {
  const [mantissa = "0", exponent = "0"] = value.toExponential().split("e");
  return { digits: mantissa.replace(".", ""), point: value === 0 ? 1 : Number(exponent) + 1 };
}

/** Rounded to so many significant digits. */
function roundTo(value: number, count: number): Digits {
  if (value === 0) return { digits: "0".repeat(count), point: 1 };
  const exponent = Number(value.toExponential(20).split("e")[1]);
  const rounded = scaled(value, count - 1 - exponent);
  // Rounding up 9.99 gives one digit more.
  const digits = rounded.toString();
  return { digits: digits.slice(0, count), point: exponent + 1 + digits.length - count };
}

/** Rounded to so many digits behind the point. */
function roundAt(value: number, precision: number): Digits {
  const digits = scaled(value, precision)
    .toString()
    .padStart(precision + 1, "0");
  return { digits, point: digits.length - precision };
}

/** value times 10 to a power, rounded half to even, exactly. */
function scaled(value: number, power: number): bigint {
  const [mantissa, exponent] = splitFloat(value);
  let top = mantissa;
  let bottom = 1n;
  if (exponent >= 0) top <<= BigInt(exponent);
  else bottom <<= BigInt(-exponent);
  if (power >= 0) top *= 10n ** BigInt(power);
  else bottom *= 10n ** BigInt(-power);
  return divideHalfEven(top, bottom);
}

function divideHalfEven(top: bigint, bottom: bigint): bigint {
  const whole = top / bottom;
  const twice = (top % bottom) * 2n;
  if (twice > bottom || (twice === bottom && whole % 2n === 1n)) return whole + 1n;
  return whole;
}

/** A finite, non-negative double as an integer times a power of two. */
function splitFloat(value: number): [mantissa: bigint, exponent: number] {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const exponent = Number((raw >> 52n) & 0x7ffn);
  const fraction = raw & ((1n << 52n) - 1n);
  return exponent === 0 ? [fraction, -1074] : [fraction | (1n << 52n), exponent - 1075];
}
