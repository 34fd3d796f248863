import { type BigFloat, formatFloat, fromJsNumber, toBigInt, toJsNumber } from "./number.ts";
import { quoteGo } from "./quote-go.ts";
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
  const float = toJsNumber(n);
  // Below 2^-1022 a 64-bit float has fewer bits than other numbers, and so fewer digits in its shortest form.
  if (float !== 0 && Math.abs(float) < 2 ** -1022) return float.toExponential();
  return formatFloat(fromJsNumber(float), "g");
}
