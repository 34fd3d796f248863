import { type BigFloat, formatNumber, fromJsNumber, toBigInt, toJsNumber } from "./number.ts";
import type { Value } from "./types.ts";
import { isWhollyKnown } from "./value.ts";

/**
 * A value as `console` and `inspect` print it: strings bare at the top and quoted inside, one element a line, null entries
 * of maps left out, and only `<unknown>` where any part is not known.
 */
export function formatConsole(value: Value): string {
  if (!isWhollyKnown(value)) return "<unknown>";
  return value.k === "string" ? value.value : format(value, "");
}

function format(value: Value, indent: string): string {
  switch (value.k) {
    case "unknown":
      return "<unknown>";
    case "null":
      return "null";
    case "string":
      return quoteGo(value.value);
    case "number":
      return formatMachineNumber(value.value);
    case "bool":
      return String(value.value);
    case "list":
    case "set":
    case "tuple":
      return block(
        "[",
        value.items.map((item) => `${format(item, `${indent}  `)},`),
        "]",
        indent,
      );
    case "map":
    case "object": {
      const entries = [...value.entries].filter(([, entry]) => entry.k !== "null");
      return block(
        "{",
        entries.map(([name, entry]) => `${quoteGo(name)} = ${format(entry, `${indent}  `)}`),
        "}",
        indent,
      );
    }
  }
}

function block(open: string, lines: readonly string[], close: string, indent: string): string {
  if (lines.length === 0) return open + close;
  return `${open}\n${lines.map((line) => `${indent}  ${line}\n`).join("")}${indent}${close}`;
}

/** Whole numbers of 64 bits in full, others as the nearest 64-bit float in its shortest form. */
function formatMachineNumber(n: BigFloat): string {
  const whole = toBigInt(n);
  if (whole !== undefined && BigInt.asIntN(64, whole) === whole) return String(whole);
  return formatNumber(fromJsNumber(toJsNumber(n)), "g");
}

const named: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

const unprintable = /["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu;

/** A string in the quotes of Go's `%q`: what cannot be printed is escaped. */
export function quoteGo(text: string): string {
  return `"${text.replace(unprintable, escapeGo)}"`;
}

function escapeGo(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = (length: number) => code.toString(16).padStart(length, "0");
  return named[character] ?? (code < 0x80 ? `\\x${hex(2)}` : code <= 0xffff ? `\\u${hex(4)}` : `\\U${hex(8)}`);
}
