import { unquote } from "./go-quote.ts";
import type { NumberLiteral } from "./syntax.ts";

const integer = /^[+-]?(?:0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/;
const digits = "[0-9](?:_?[0-9])*";
const decimalFloat = new RegExp(`^[+-]?(?:${digits}(?:\\.(?:${digits})?)?|\\.${digits})(?:[eE][+-]?[0-9]+)?$`);
const hexFloat = /^([+-]?)0[xX]([0-9a-fA-F_]*)\.?([0-9a-fA-F_]*)[pP]([+-]?[0-9]+)$/;
const maxLiteralLength = 2000;
const maxUint64 = (1n << 64n) - 1n;

/**
 * A number or character literal, as Go's template language reads it: what has a point or an exponent is a float64.
 * Complex numbers are not supported.
 *
 * @returns undefined where it is none, or too large for 64 bits.
 */
export function readNumber(text: string): NumberLiteral | undefined {
  if (text.startsWith("'")) {
    const chars = [...(unquote(text) ?? "")];
    const code = chars[0]?.codePointAt(0);
    return chars.length === 1 && code !== undefined ? { k: "int", value: code } : undefined;
  }
  if (text.length > maxLiteralLength) return undefined;
  if (integer.test(text)) return readInteger(text.replaceAll("_", ""));
  if (/^[+-]?0[0-9_]+$/.test(text)) return undefined;
  const hex = hexFloat.exec(text);
  if (hex) return readHexFloat(hex);
  if (!/[0-9]/.test(text) || !decimalFloat.test(text)) return undefined;
  const value = Number(text.replaceAll("_", ""));
  return Number.isFinite(value) ? { k: "float64", value } : undefined;
}

function readInteger(text: string): NumberLiteral | undefined {
  const negative = text.startsWith("-");
  const digits = text.replace(/^[+-]/, "");
  // More digits than 64 bits have in any base are too many; reading them would only take time.
  if (digits.replace(/^0[xXbBoO]?0*/, "").length > 64) return undefined;
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits) * (negative ? -1n : 1n);
  if (value > maxUint64 || value < -(1n << 63n)) return undefined;
  const plain = Number(value);
  return { k: "int", value: Number.isSafeInteger(plain) ? plain : value };
}

function readHexFloat(match: RegExpExecArray): NumberLiteral | undefined {
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const digits = (whole + fraction).replaceAll("_", "");
  if (digits === "") return undefined;
  const scale = Number(exponent) - 4 * fraction.replaceAll("_", "").length;
  const value = Number(BigInt(`0x${digits}`)) * 2 ** scale;
  return Number.isFinite(value) ? { k: "float64", value: sign === "-" ? -value : value } : undefined;
}
