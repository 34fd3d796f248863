import { compareUtf8 } from "@ingot/hcl";
import type { Json } from "./json-value.ts";

/**
 * JSON as `packer fix` writes it: names sorted by their bytes, two spaces a level, numbers as 64-bit floats. `&` and the
 * line separators of Unicode are escaped, `<` and `>` are not.
 */
export function writeJson(value: Json, indent = ""): string {
  if (typeof value === "string") return writeString(value);
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  const lines = isList
    ? value.map((item) => inner + writeJson(item, inner))
    : Object.keys(value)
        .sort(compareUtf8)
        .map((name) => `${inner}${writeString(name)}: ${writeJson(value[name] ?? null, inner)}`);
  const [open, close] = isList ? "[]" : "{}";
  return lines.length === 0 ? `${open}${close}` : `${open}\n${lines.join(",\n")}\n${indent}${close}`;
}

/** What JSON.stringify writes in another way. */
const spellings: Readonly<Record<string, string>> = {
  "\\b": "\\u0008",
  "\\f": "\\u000c",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

function writeString(text: string): string {
  return JSON.stringify(text).replaceAll(/\\.|[&\u2028\u2029]/g, (found) => spellings[found] ?? found);
}
