// Go's fmt package, as far as it can be reached with plain data: Sprint, Sprintln and Sprintf with every verb and flag
// that applies to bools, ints, float64s, strings, slices and maps. Mistakes in the format are part of the output
// (`%!d(string=x)`), as in Go.
import { formatBinaryFloat, formatFloat, formatHexFloat } from "./format-float.ts";
import { canBackquote, isPrintable, quote, quoteChar } from "./go-quote.ts";
import { entriesOf, integerOf, kindOf, listOf, numberOf, typeName } from "./values.ts";

interface Flags {
  plus: boolean;
  minus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  /** `%#v`: Go syntax. */
  sharpV: boolean;
  width: number | undefined;
  precision: number | undefined;
}

const maxSize = 1_000_000;

/** No text that a template makes may be longer, in UTF-16 code units. */
export const maxTextLength = 16_000_000;

/** `fmt.Sprint`: a space between two operands when neither is a string. */
export function sprint(args: readonly unknown[]): string {
  let out = "";
  let afterString = true;
  args.forEach((arg, i) => {
    const isString = kindOf(arg) === "string";
    if (i > 0 && !isString && !afterString) out += " ";
    out += formatValue(arg, "v", noFlags());
    afterString = isString;
  });
  return out;
}

/** `fmt.Sprintln`. */
export function sprintln(args: readonly unknown[]): string {
  return `${args.map((arg) => formatValue(arg, "v", noFlags())).join(" ")}\n`;
}

/** `fmt.Sprintf`. */
export function sprintf(format: string, args: readonly unknown[]): string {
  let out = "";
  let at = 0;
  let arg = 0;
  let reordered = false;
  while (at < format.length) {
    const percent = format.indexOf("%", at);
    if (percent < 0) return finish(out + format.slice(at));
    out += format.slice(at, percent);
    at = percent + 1;
    out += formatOne();
    if (out.length > maxTextLength) throw new Error(`the text is longer than ${maxTextLength} characters`);
  }
  return finish(out);

  function finish(text: string): string {
    if (reordered || arg >= args.length) return text;
    const extra = args
      .slice(arg)
      .map((value) => (kindOf(value) === "nil" ? "<nil>" : `${typeName(value)}=${show(value)}`));
    return `${text}%!(EXTRA ${extra.join(", ")})`;
  }

  function formatOne(): string {
    const flags = noFlags();
    let problems = "";
    let goodIndex = true;
    let afterIndex = false;
    for (; "#0+- ".includes(format[at] ?? "x"); at++) {
      const char = format[at];
      if (char === "#") flags.sharp = true;
      else if (char === "0") flags.zero = true;
      else if (char === "+") flags.plus = true;
      else if (char === "-") flags.minus = true;
      else flags.space = true;
    }
    readIndex();
    if (format[at] === "*") {
      at++;
      const width = takeSize();
      if (width === undefined) problems += "%!(BADWIDTH)";
      else if (width < 0) {
        flags.minus = true;
        flags.zero = false;
        flags.width = -width;
      } else flags.width = width;
      afterIndex = false;
    } else {
      flags.width = readSize();
      if (afterIndex && flags.width !== undefined) goodIndex = false;
    }
    // A point that ends the format is taken for the verb.
    if (format[at] === "." && at + 1 < format.length) {
      at++;
      if (afterIndex) goodIndex = false;
      readIndex();
      if (format[at] === "*") {
        at++;
        const precision = takeSize();
        if (precision === undefined) problems += "%!(BADPREC)";
        else if (precision < 0) problems += "%!(BADPREC)";
        else flags.precision = precision;
        afterIndex = false;
      } else flags.precision = readSize() ?? 0;
    }
    if (!afterIndex) readIndex();
    if (at >= format.length) return `${problems}%!(NOVERB)`;
    const verb = String.fromCodePoint(format.codePointAt(at) ?? 0);
    at += verb.length;
    if (verb === "%") return `${problems}%`;
    if (!goodIndex) return `${problems}%!${verb}(BADINDEX)`;
    if (arg >= args.length) return `${problems}%!${verb}(MISSING)`;
    return problems + formatArgument(args[arg++], verb, flags);

    function readIndex(): void {
      if (format[at] !== "[") return;
      reordered = true;
      const close = format.indexOf("]", at);
      if (close < 0) {
        goodIndex = false;
        at++;
        return;
      }
      const text = format.slice(at + 1, close);
      at = close + 1;
      const index = /^[0-9]+$/.test(text) ? Number(text) : 0;
      if (index < 1 || index > args.length) {
        goodIndex = false;
        return;
      }
      arg = index - 1;
      afterIndex = true;
    }

    function readSize(): number | undefined {
      const digits = /^[0-9]*/.exec(format.slice(at))?.[0] ?? "";
      let size = 0;
      for (const digit of digits) {
        // As in Go a number that is too large swallows the rest of the format.
        if (size > maxSize) {
          at = format.length;
          return undefined;
        }
        size = size * 10 + Number(digit);
      }
      at += digits.length;
      return digits === "" ? undefined : size;
    }

    function takeSize(): number | undefined {
      if (arg >= args.length) return undefined;
      const value = args[arg++];
      if (kindOf(value) !== "int") return undefined;
      const size = numberOf(value);
      return Math.abs(size) > maxSize ? undefined : size;
    }
  }
}

/** A value as `%v` prints it. */
export function show(value: unknown): string {
  return formatValue(value, "v", noFlags());
}

function noFlags(): Flags {
  return {
    plus: false,
    minus: false,
    sharp: false,
    space: false,
    zero: false,
    sharpV: false,
    width: undefined,
    precision: undefined,
  };
}

function formatArgument(value: unknown, verb: string, flags: Flags): string {
  if (verb === "T") return padText(kindOf(value) === "nil" ? "<nil>" : truncate(typeName(value), flags), flags);
  if (verb === "v" || verb === "w") {
    // With %v the sharp and plus flags mean another form of the whole value, not of its parts.
    if (flags.sharp) {
      flags.sharp = false;
      flags.sharpV = true;
    }
    flags.plus = false;
  }
  // %w belongs to errors; here it is a mistake, about the whole value.
  return verb === "w" ? badVerb(value, verb, flags) : formatValue(value, verb, flags);
}

function formatValue(value: unknown, verb: string, flags: Flags, nested = false): string {
  switch (kindOf(value)) {
    case "nil":
      if (nested) return flags.sharpV ? "interface {}(nil)" : "<nil>";
      return verb === "v" ? padText("<nil>", flags) : badVerb(value, verb, flags);
    case "bool":
      return verb === "v" || verb === "t" ? padText(String(value), flags) : badVerb(value, verb, flags);
    case "int":
      return formatInteger(value, verb, flags);
    case "float64":
      return formatFloating(value, verb, flags);
    case "string":
      return formatText(String(value), verb, flags);
    case "list": {
      const items = listOf(value).map((item) => formatValue(item, verb, flags, true));
      return flags.sharpV ? `[]interface {}{${items.join(", ")}}` : `[${items.join(" ")}]`;
    }
    case "map": {
      const entries = entriesOf(value).map(
        ([key, item]) => `${formatValue(key, verb, flags, true)}:${formatValue(item, verb, flags, true)}`,
      );
      return flags.sharpV ? `map[string]interface {}{${entries.join(", ")}}` : `map[${entries.join(" ")}]`;
    }
    case "function":
      return verb === "v" ? "func()" : badVerb(value, verb, flags);
  }
}

function badVerb(value: unknown, verb: string, flags: Flags): string {
  if (kindOf(value) === "nil") return `%!${verb}(<nil>)`;
  return `%!${verb}(${typeName(value)}=${formatValue(value, "v", flags)})`;
}

function formatInteger(value: unknown, verb: string, flags: Flags): string {
  const number = integerOf(value);
  switch (verb) {
    case "v":
    case "d":
      return formatBase(number, 10, verb, flags);
    case "b":
      return formatBase(number, 2, verb, flags);
    case "o":
    case "O":
      return formatBase(number, 8, verb, flags);
    case "x":
    case "X":
      return formatBase(number, 16, verb, flags);
    case "c":
      return padText(charOf(number), flags);
    case "q":
      return padText(quoteChar(charOf(number), flags.plus), flags);
    case "U":
      return formatUnicode(number, flags);
    default:
      return badVerb(value, verb, flags);
  }
}

function formatBase(number: bigint, base: number, verb: string, flags: Flags): string {
  const negative = number < 0n;
  let digits = (negative ? -number : number).toString(base);
  if (flags.precision === 0 && number === 0n) return padText("", { ...flags, zero: false });
  const sign = negative ? "-" : flags.plus ? "+" : flags.space ? " " : "";
  if (flags.precision !== undefined) digits = digits.padStart(flags.precision, "0");
  else if (flags.zero && !flags.minus && flags.width !== undefined) {
    digits = digits.padStart(flags.width - sign.length, "0");
  }
  let prefix = "";
  if (flags.sharp) prefix = { 2: "0b", 8: digits.startsWith("0") ? "" : "0", 16: "0x" }[base] ?? "";
  if (verb === "O") prefix = `0o${prefix}`;
  const text = sign + prefix + digits;
  return padText(verb === "X" ? text.toUpperCase() : text, { ...flags, zero: false });
}

function formatUnicode(number: bigint, flags: Flags): string {
  const digits = (number < 0n ? BigInt.asUintN(64, number) : number).toString(16).toUpperCase();
  const char = charOf(number);
  const shown = flags.sharp && number >= 0n && number <= 0x10ffffn && isPrintable(char) ? ` '${char}'` : "";
  const text = `U+${digits.padStart(Math.max(4, flags.precision ?? 0), "0")}${shown}`;
  return padText(text, { ...flags, zero: false });
}

function charOf(number: bigint): string {
  const isScalar = number >= 0n && number <= 0x10ffffn && !(number >= 0xd800n && number < 0xe000n);
  return isScalar ? String.fromCodePoint(Number(number)) : "\ufffd";
}

function formatFloating(value: unknown, verb: string, flags: Flags): string {
  const number = numberOf(value);
  const precision = flags.precision;
  switch (verb) {
    case "v":
    case "g":
    case "G":
      return finishFloat(formatFloat(number, "g", precision), verb, flags);
    case "e":
    case "E":
      return finishFloat(formatFloat(number, "e", precision ?? 6), verb, flags);
    case "f":
    case "F":
      return finishFloat(formatFloat(number, "f", precision ?? 6), verb, flags);
    case "x":
    case "X":
      return finishFloat(formatHexFloat(number, precision), verb, flags);
    case "b":
      return finishFloat(formatBinaryFloat(number), verb, flags);
    default:
      return badVerb(value, verb, flags);
  }
}

function finishFloat(text: string, verb: string, flags: Flags): string {
  let sign = text.startsWith("-") ? "-" : flags.plus ? "+" : flags.space ? " " : "";
  let digits = text.replace(/^[-+]/, "");
  const isNumber = /^[0-9]/.test(digits);
  if (digits === "Inf" && sign === "") sign = "+";
  if (digits === "NaN" && !flags.plus) sign = flags.space ? " " : "";
  if (flags.sharp && verb !== "b" && isNumber) digits = keepPoint(digits, verb, flags.precision);
  if (verb === "X" || verb === "E" || verb === "G") digits = digits.toUpperCase();
  if (flags.zero && !flags.minus && isNumber && flags.width !== undefined) {
    return sign + digits.padStart(flags.width - sign.length, "0");
  }
  return padText(sign + digits, { ...flags, zero: false });
}

/** The `#` flag: always a point, and with %g the zeros that it otherwise drops. */
function keepPoint(digits: string, verb: string, precision: number | undefined): string {
  const [, mantissa = digits, exponent = ""] = /^(.*?)((?:[ep][+-].*)?)$/.exec(digits) ?? [];
  let text = mantissa.includes(".") ? mantissa : `${mantissa}.`;
  if (!"eEfFX".includes(verb)) {
    const significant = mantissa.replace(".", "").replace(/^0+(?=.)/, "");
    text += "0".repeat(Math.max(0, (precision ?? 6) - significant.length));
  }
  return text + exponent;
}

function formatText(text: string, verb: string, flags: Flags): string {
  switch (verb) {
    case "v":
      if (flags.sharpV) return padText(quote(truncate(text, flags)), flags);
      return padText(truncate(text, flags), flags);
    case "s":
      return padText(truncate(text, flags), flags);
    case "q": {
      const cut = truncate(text, flags);
      return padText(flags.sharp && canBackquote(cut) ? `\`${cut}\`` : quote(cut, flags.plus), flags);
    }
    case "x":
    case "X":
      return padText(formatHex(text, verb, flags), flags);
    default:
      return badVerb(text, verb, flags);
  }
}

function formatHex(text: string, verb: "x" | "X", flags: Flags): string {
  const bytes = [...Buffer.from(text).subarray(0, flags.precision ?? Number.POSITIVE_INFINITY)];
  if (bytes.length === 0) return "";
  const digits = bytes.map((byte) => byte.toString(16).padStart(2, "0"));
  const prefix = flags.sharp ? "0x" : "";
  const out = flags.space ? digits.map((pair) => prefix + pair).join(" ") : prefix + digits.join("");
  return verb === "X" ? out.toUpperCase() : out;
}

function truncate(text: string, flags: Flags): string {
  return flags.precision === undefined ? text : [...text].slice(0, flags.precision).join("");
}

function padText(text: string, flags: Flags): string {
  const missing = (flags.width ?? 0) - [...text].length;
  if (missing <= 0) return text;
  if (flags.minus) return text + " ".repeat(missing);
  return (flags.zero ? "0" : " ").repeat(missing) + text;
}
