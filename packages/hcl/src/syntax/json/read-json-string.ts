import { type Diagnostic, errorAt, mostDiagnostics } from "../../diagnostic.ts";
import type { SourceText } from "../source-text.ts";
import type { JsonString } from "./json-node.ts";

const simpleEscapes: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};
const closers: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  "`": "`",
  "\u201C": "\u201D\u201C",
  "\u2018": "\u2019\u2018",
};

/** Reads the string that begins at the offset, in whatever quotes; other quotes than `"` are reported. */
export function readJsonString(
  source: SourceText,
  start: number,
): {
  readonly node: JsonString;
  readonly end: number;
  readonly isUnclosed: boolean;
  readonly diagnostics: readonly Diagnostic[];
} {
  const { text } = source;
  const diagnostics: Diagnostic[] = [];
  const report = (from: number, to: number, summary: string, detail: string) => {
    if (diagnostics.length < mostDiagnostics) diagnostics.push(errorAt(source.range(from, to), summary, detail));
  };
  const quote = text[start] ?? "";
  if (quote !== '"')
    report(
      start,
      start + 1,
      "Invalid quotation marks",
      `Strings of JSON stand in straight double quotes ("), not in ${quote}. Replace the quotes.`,
    );
  const close = closers[quote] ?? quote;
  let value = "";
  // Where each character of the value begins, once an escape has set the two apart.
  let offsets: number[] | undefined;
  let at = start + 1;
  let isUnclosed = false;
  const add = (piece: string, length: number) => {
    if (length !== piece.length && !offsets) offsets = Array.from(value, (_, i) => start + 1 + i);
    if (offsets) for (let i = 0; i < piece.length; i++) offsets.push(at);
    value += piece;
    at += length;
  };
  for (;;) {
    const char = text[at];
    if (char === undefined || char === "\n" || (char === "\r" && text[at + 1] === "\n")) {
      isUnclosed = true;
      report(
        start,
        start + 1,
        "Unclosed string in JSON",
        'The string that begins here is not closed on its line. Add the closing quote ("); for a line break in it write "\\n".',
      );
      break;
    }
    if (close.includes(char)) {
      at++;
      break;
    }
    if (char === "\\") {
      const escaped = readEscape(text, at);
      if (escaped.problem)
        report(at, Math.min(text.length, at + escaped.length), "Invalid escape sequence", escaped.problem);
      add(escaped.text, escaped.length);
      continue;
    }
    if (char < " ") {
      const code = char.charCodeAt(0).toString(16).padStart(4, "0");
      const how = char === "\t" ? '"\\t"' : `"\\u${code}"`;
      report(
        at,
        at + 1,
        "Control character in JSON string",
        `Control characters cannot stand in a string as they are. Write ${how}.`,
      );
    }
    add(char, 1);
  }
  const contentEnd = at;
  const node: JsonString = {
    k: "string",
    value,
    range: source.range(start, at),
    positionAt: (offset) =>
      source.position(offsets ? (offsets[offset] ?? contentEnd - 1) : Math.min(start + 1 + offset, contentEnd)),
  };
  return { node, end: at, isUnclosed, diagnostics };
}

function readEscape(text: string, at: number): { text: string; length: number; problem?: string } {
  const letter = text[at + 1] ?? "";
  const simple = simpleEscapes[letter];
  if (simple !== undefined) return { text: simple, length: 2 };
  if (letter !== "u") {
    const problem = `The escape "\\${letter}" does not exist in JSON; there are \\", \\\\, \\/, \\b, \\f, \\n, \\r, \\t and \\uXXXX. For a backslash itself write "\\\\".`;
    return { text: `\\${letter}`, length: 1 + letter.length, problem };
  }
  const hex = /^[0-9a-fA-F]{4}/.exec(text.slice(at + 2, at + 6))?.[0];
  if (hex === undefined) {
    return {
      text: "\\u",
      length: 2,
      problem: 'The escape "\\u" must be followed by four hexadecimal digits, as in "\\u00e9".',
    };
  }
  const unit = Number.parseInt(hex, 16);
  if (unit < 0xd800 || unit > 0xdfff) return { text: String.fromCharCode(unit), length: 6 };
  // Two escapes make one character outside of the basic plane; half of one is replaced, as most parsers do.
  const low = unit < 0xdc00 ? /^\\u([dD][c-fC-F][0-9a-fA-F]{2})/.exec(text.slice(at + 6, at + 12))?.[1] : undefined;
  if (low === undefined) return { text: "\uFFFD", length: 6 };
  return { text: String.fromCharCode(unit, Number.parseInt(low, 16)), length: 12 };
}
