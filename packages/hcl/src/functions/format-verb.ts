import { countGraphemes, graphemesOf } from "../graphemes.ts";
import { convert } from "../value/convert.ts";
import { quoteJson, toPlainJson } from "../value/json.ts";
import { type BigFloat, formatNumber, isInfinite, sign, toBigInt } from "../value/number.ts";
import { JsonError } from "../value/parse-json.ts";
import { T } from "../value/type.ts";
import type { Type, Value } from "../value/types.ts";
import { FunctionError } from "./contract.ts";
import { numberOf, textOf } from "./define-function.ts";
import type { FormatVerb } from "./parse-format.ts";

/**
 * The text of one value by one verb. The value is wholly known and not marked.
 * @throws FunctionError where the verb does not exist or the value is not of its kind
 */
export function formatValue(verb: FormatVerb, value: Value): string {
  switch (verb.letter) {
    case "v":
      return pad(verb, value.k === "null" ? "null" : verb.isAlternate ? json(verb, value) : plain(verb, value));
    case "t":
      return json(verb, converted(verb, value, T.bool));
    case "b":
    case "d":
    case "o":
    case "x":
    case "X":
      return formatWhole(verb, numberOf(converted(verb, value, T.number)));
    case "e":
    case "E":
    case "f":
    case "g":
    case "G":
      return formatFloat(verb, numberOf(converted(verb, value, T.number)));
    case "s":
      return pad(verb, truncated(verb, textOf(converted(verb, value, T.string))));
    case "q":
      return pad(verb, quoteJson(truncated(verb, textOf(converted(verb, value, T.string)))));
    default:
      throw new FunctionError(
        `the format has no verb "${verb.letter}" (in "${verb.text}" at character ${verb.offset}); there are b, d, e, f, g, o, q, s, t, v and x`,
        0,
      );
  }
}

function complain(verb: FormatVerb, what: string): FunctionError {
  return new FunctionError(
    `the value for "${verb.text}" at character ${verb.offset} does not fit: ${what}`,
    verb.argument,
  );
}

function converted(verb: FormatVerb, value: Value, type: Type): Value {
  if (value.k === "null") throw complain(verb, "it is null");
  const result = convert(value, type);
  if ("error" in result) throw complain(verb, result.error);
  return result.value;
}

function json(verb: FormatVerb, value: Value): string {
  try {
    return toPlainJson(value);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw complain(verb, error.message);
  }
}

function plain(verb: FormatVerb, value: Value): string {
  if (value.k === "string") return value.value;
  return value.k === "number" ? formatNumber(value.value, "g") : json(verb, value);
}

function truncated(verb: FormatVerb, text: string): string {
  return verb.precision === undefined ? text : graphemesOf(text).slice(0, verb.precision).join("");
}

function pad(verb: FormatVerb, text: string): string {
  const missing = verb.width - countGraphemes(text);
  if (missing <= 0) return text;
  if (verb.isLeft) return text + " ".repeat(missing);
  return (verb.isZeroed ? "0" : " ").repeat(missing) + text;
}

/** Sign, prefix and digits; zeros of a zero-padded number stand between sign and digits. */
function padNumber(verb: FormatVerb, isNegative: boolean, prefix: string, digits: string, isZeroed: boolean): string {
  const front = (isNegative ? "-" : verb.isSigned ? "+" : verb.isSpaced ? " " : "") + prefix;
  const missing = Math.max(verb.width - front.length - digits.length, 0);
  if (verb.isLeft) return front + digits + " ".repeat(missing);
  return isZeroed ? front + "0".repeat(missing) + digits : " ".repeat(missing) + front + digits;
}

const bases: Readonly<Record<string, readonly [number, string]>> = {
  b: [2, "0b"],
  d: [10, ""],
  o: [8, "0"],
  x: [16, "0x"],
  X: [16, "0X"],
};

function formatWhole(verb: FormatVerb, number: BigFloat): string {
  const whole = toBigInt(number);
  if (whole === undefined) throw complain(verb, "a whole number is required");
  const [base, prefix] = bases[verb.letter] ?? [10, ""];
  const magnitude = (whole < 0n ? -whole : whole).toString(base);
  const digits = (verb.letter === "X" ? magnitude.toUpperCase() : magnitude).padStart(verb.precision ?? 0, "0");
  const isZeroed = verb.isZeroed && verb.precision === undefined;
  return padNumber(verb, whole < 0n, verb.isAlternate ? prefix : "", digits, isZeroed);
}

function formatFloat(verb: FormatVerb, number: BigFloat): string {
  const letter = verb.letter.toLowerCase();
  const style = letter === "e" || letter === "f" ? letter : "g";
  const text = formatNumber(number, style, verb.precision ?? (style === "g" ? undefined : 6)).replace(/^[+-]/, "");
  const digits = verb.letter === letter || isInfinite(number) ? text : text.toUpperCase();
  const isPlus = isInfinite(number) && sign(number) > 0 && !verb.isSpaced;
  return padNumber(
    isPlus ? { ...verb, isSigned: true } : verb,
    sign(number) < 0,
    "",
    digits,
    verb.isZeroed && !isInfinite(number),
  );
}
