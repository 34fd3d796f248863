import { toDecimalText } from "../value/number.ts";
import type { Value } from "../value/types.ts";

// YAML as Packer's yamlencode writes it: block style, every string and key in double quotes, strings of several lines as
// literal blocks, sequences not indented under their key.

/** Where a value is written, in columns. */
interface Place {
  /** Of the lines of a collection after its first. */
  readonly indent: number;
  /** Of the lines of a scalar after its first. */
  readonly scalarIndent: number;
  /** Where its first character stands. */
  readonly column: number;
}

/** A value as a YAML document. The value is wholly known. */
export function encodeYaml(value: Value): string {
  const text = write(value, { indent: 0, scalarIndent: 2, column: 0 });
  // A bare scalar could go on; the end of the document says that it does not.
  const isPlain = value.k === "null" || value.k === "bool" || value.k === "number";
  return isPlain ? `${text}\n...\n` : text.endsWith("\n") ? text : `${text}\n`;
}

/** The lines of a value, without the line end of the last; only literal blocks bring theirs, as it may count. */
function write(value: Value, place: Place): string {
  switch (value.k) {
    case "unknown":
    case "null":
      return "null";
    case "bool":
      return String(value.value);
    case "number":
      return toDecimalText(value.value);
    case "string":
      return writeString(value.value, place);
    case "list":
    case "set":
    case "tuple":
      if (value.items.length === 0) return "[]";
      return lines(
        value.items.map((item) => `- ${write(item, inside(place.indent))}`),
        place.indent,
      );
    case "map":
    case "object":
      if (value.entries.size === 0) return "{}";
      return lines(
        [...value.entries].map(([key, entry]) => writeEntry(key, entry, place.indent)),
        place.indent,
      );
  }
}

/** The place behind the two characters of an indicator. */
function inside(indent: number): Place {
  return { indent: indent + 2, scalarIndent: indent + 2, column: indent + 2 };
}

function writeString(text: string, { scalarIndent, column }: Place): string {
  return isLiteral(text) ? literal(text, scalarIndent) : quote(text, { indent: scalarIndent, column });
}

/** Longer keys, and those of several lines, cannot stand before a colon. */
const greatestSimpleKey = 128;

function writeEntry(key: string, entry: Value, indent: number): string {
  if (isLiteral(key) || Buffer.byteLength(key) > greatestSimpleKey) {
    const next = inside(indent);
    return lines([`? ${writeString(key, next)}`, `: ${write(entry, next)}`], indent);
  }
  const quoted = quote(key);
  const margin = (columns: number) => `\n${" ".repeat(columns)}`;
  if ("items" in entry && entry.items.length > 0) {
    return `${quoted}:${margin(indent)}${write(entry, { indent, scalarIndent: indent + 2, column: indent })}`;
  }
  if ("entries" in entry && entry.entries.size > 0) {
    return `${quoted}:${margin(indent + 2)}${write(entry, inside(indent))}`;
  }
  const column = indent + [...quoted].length + 2;
  return `${quoted}: ${write(entry, { indent, scalarIndent: indent + 2, column })}`;
}

function lines(parts: readonly string[], indent: number): string {
  return parts.reduce((text, part) => text + (text.endsWith("\n") ? "" : "\n") + " ".repeat(indent) + part);
}

/** What a literal block may hold: printable characters of the first plane, and no blank at the end of a line or the text. */
function isLiteral(text: string): boolean {
  return text.includes("\n") && !unprintable.test(text) && !/ (?:\n|$)/.test(text);
}

const unprintable = /[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;

function literal(text: string, indent: number): string {
  const hint = /^[ \n]/.test(text) ? "2" : "";
  const chomp = !text.endsWith("\n") ? "-" : text === "\n" || text.endsWith("\n\n") ? "+" : "";
  const body = text.replace(/\n$/, "").split("\n");
  return `|${hint}${chomp}\n${body.map((line) => (line === "" ? "" : " ".repeat(indent) + line)).join("\n")}\n`;
}

const escapes: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\u0007": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\u001b": "\\e",
  '"': '\\"',
  "\\": "\\\\",
  "\u0085": "\\N",
  "\u2028": "\\L",
  "\u2029": "\\P",
};

const greatestWidth = 80;

/**
 * A string in double quotes. Where a line has grown too long, it is folded at the next single blank; keys are not folded,
 * and have no place.
 */
function quote(text: string, place?: { readonly indent: number; readonly column: number }): string {
  let out = '"';
  let column = (place?.column ?? 0) + 1;
  const characters = [...text];
  for (const [i, character] of characters.entries()) {
    const isBetween = i > 0 && i < characters.length - 1 && characters[i - 1] !== " ";
    if (place && character === " " && isBetween && column > greatestWidth) {
      // The blank becomes the line end; one more is marked, so that it is not taken for indentation.
      const mark = characters[i + 1] === " " ? "\\" : "";
      out += `\n${" ".repeat(place.indent)}${mark}`;
      column = place.indent + mark.length;
      continue;
    }
    const written = quotable.test(character) ? character : escapeYaml(character);
    out += written;
    column += written.length;
  }
  return `${out}"`;
}

const quotable = /^[\x20!#-[\]-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/u;

function escapeYaml(character: string): string {
  const named = escapes[character];
  if (named) return named;
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
