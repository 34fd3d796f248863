import { formatText } from "../format/format-text.ts";
import { isIdentifier } from "../syntax/identifier.ts";
import { type BigFloat, formatNumber, toDecimalText } from "../value/number.ts";
import type { Value } from "../value/types.ts";
import { quoteText } from "./quote-hcl.ts";

/**
 * Writes a value as an expression in HCL, in its canonical form. Reading it gives the value again, but for what a
 * constructor cannot say: lists and sets are written as tuples, maps as objects, a null without its type, and a number that
 * was computed with as many digits as tell it from its neighbours. Marks are not written: a sensitive value stands there
 * in clear.
 * @throws RangeError where a part is not known
 */
export function toSource(value: Value): string {
  return formatText(write(value));
}

function write(value: Value): string {
  switch (value.k) {
    case "unknown":
      throw new RangeError("a value that is not known yet cannot be written");
    case "null":
      return "null";
    case "bool":
      return String(value.value);
    case "string":
      return quoteText(value.value);
    case "number":
      return writeNumber(value.value);
    case "list":
    case "set":
    case "tuple":
      return writeItems(value.items.map(write));
    case "map":
    case "object":
      return writeEntries(value.entries);
  }
}

/** Digits beyond which a number is written with an exponent. */
const mostDigits = 400;

function writeNumber(number: BigFloat): string {
  if (number.k === "infinite") return number.negative ? "-1 / 0" : "1 / 0";
  const short = formatNumber(number, "g");
  const exponent = Number(/e(.*)$/.exec(short)?.[1] ?? 0);
  return Math.abs(exponent) > mostDigits ? short : toDecimalText(number);
}

/** Columns that items may take to stand in one line. */
const widestLine = 80;

function writeItems(items: readonly string[]): string {
  const line = `[${items.join(", ")}]`;
  if (line.length <= widestLine && !line.includes("\n")) return line;
  return `[\n${items.map((item) => `${item},\n`).join("")}]`;
}

function writeEntries(entries: ReadonlyMap<string, Value>): string {
  if (entries.size === 0) return "{}";
  const lines = Array.from(entries, ([name, entry]) => `${writeKey(name)} = ${write(entry)}\n`);
  return `{\n${lines.join("")}}`;
}

/** Behind a brace the word "for" would begin a for-expression. */
function writeKey(name: string): string {
  return isIdentifier(name) && name !== "for" ? name : quoteText(name);
}
