// Splits a template into text and the tokens of its actions. White space inside actions is a token, because it is what
// separates arguments. The trim markers are applied here: the text tokens are already trimmed.
import { TemplateError } from "./template-error.ts";

/** One token; `text` is what is written, except that text tokens are trimmed. */
export interface Token {
  readonly k:
    | "text"
    | "open"
    | "close"
    | "space"
    | "identifier"
    | "field"
    | "variable"
    | "dot"
    | "string"
    | "raw"
    | "char"
    | "number"
    | "("
    | ")"
    | "|"
    | ","
    | ":="
    | "="
    | "end-of-text";
  readonly text: string;
  readonly offset: number;
  readonly end: number;
}

const spaces = /[ \t\r\n]+/y;
const word = /[\p{L}\p{Nd}_]+/uy;
const numberLike = /[+-]?[\p{L}\p{Nd}_.]+(?:(?<=[eEpP])[+-][\p{L}\p{Nd}_]+)*/uy;

/**
 * Scans a whole template.
 *
 * @throws TemplateError at the first thing that is not a token.
 */
export function scanTemplate(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let trimNext = false;
  while (at < text.length) {
    const open = text.indexOf("{{", at);
    const stop = open < 0 ? text.length : open;
    const trimsLeft = open >= 0 && isTrimMarker(text, open + 2);
    pushText(at, stop, trimNext, trimsLeft);
    trimNext = false;
    if (open < 0) break;
    at = open + (trimsLeft ? 3 : 2);
    const comment = at + (trimsLeft ? 1 : 0);
    if (text.startsWith("/*", comment)) {
      const close = text.indexOf("*/", comment);
      if (close < 0) throw new TemplateError("This comment is not closed. End it with */}}.", open);
      const end = closeAt(text, close + 2);
      if (!end) throw new TemplateError("A comment must fill its action: }} has to follow */ at once.", close + 2);
      trimNext = end.trims;
      at = end.end;
      continue;
    }
    push("open", open, at);
    const closed = scanAction(text, at, open, push);
    trimNext = closed.trims;
    at = closed.end;
  }
  push("end-of-text", text.length, text.length);
  return tokens;

  function push(k: Token["k"], offset: number, end: number): void {
    tokens.push({ k, text: text.slice(offset, end), offset, end });
  }

  function pushText(from: number, to: number, trimStart: boolean, trimEnd: boolean): void {
    let offset = from;
    let end = to;
    if (trimStart) while (offset < end && isSpace(text[offset])) offset++;
    if (trimEnd) while (end > offset && isSpace(text[end - 1])) end--;
    if (offset < end) tokens.push({ k: "text", text: text.slice(offset, end), offset, end });
  }
}

function isSpace(char: string | undefined): boolean {
  return char === " " || char === "\t" || char === "\r" || char === "\n";
}

type Push = (k: Token["k"], offset: number, end: number) => void;

function scanAction(
  text: string,
  start: number,
  open: number,
  push: Push,
): { readonly end: number; readonly trims: boolean } {
  let at = start;
  let depth = 0;
  while (true) {
    const close = closeAt(text, at);
    if (close) {
      if (depth > 0) throw new TemplateError("A parenthesis is not closed in this action.", at);
      push("close", at, close.end);
      return close;
    }
    if (at >= text.length) throw new TemplateError("This action is not closed. End it with }}.", open);
    const [k, end] = scanToken(text, at, open);
    if (k === "(") depth++;
    if (k === ")" && --depth < 0) throw new TemplateError("This closing parenthesis has no opening one.", at);
    push(k, at, end);
    at = end;
  }
}

function scanToken(text: string, at: number, open: number): readonly [Token["k"], number] {
  const char = text[at] ?? "";
  const blank = spacesAt(text, at);
  if (blank > 0) {
    // The white space of a trim marker belongs to it.
    const end = at + blank;
    return ["space", text.startsWith("-}}", end) && blank > 1 ? end - 1 : end];
  }
  switch (char) {
    case '"':
      return ["string", endOfQuoted(text, at, '"', open)];
    case "'":
      return ["char", endOfQuoted(text, at, "'", open)];
    case "`": {
      const close = text.indexOf("`", at + 1);
      if (close < 0) throw new TemplateError("This raw string is not closed. End it with `.", at);
      return ["raw", close + 1];
    }
    case "(":
    case ")":
    case "|":
    case ",":
    case "=":
      return [char, at + 1];
    case ":":
      if (text[at + 1] === "=") return [":=", at + 2];
      throw new TemplateError("A colon only stands in :=, which declares a variable.", at);
    case "$":
      return ["variable", endOfName(text, at)];
    case ".":
      if (/[0-9]/.test(text[at + 1] ?? "")) return ["number", endOfNumber(text, at)];
      return wordAt(text, at + 1) > 0 ? ["field", endOfName(text, at)] : ["dot", endOfName(text, at)];
  }
  if (/[0-9+-]/.test(char)) return ["number", endOfNumber(text, at)];
  if (wordAt(text, at) > 0) return ["identifier", endOfName(text, at - 1)];
  const code = text.codePointAt(at) ?? 0;
  throw new TemplateError(`${JSON.stringify(String.fromCodePoint(code))} cannot stand in an action.`, at);
}

/** The end of a name whose sigil stands at `at`; something that ends a name must follow. */
function endOfName(text: string, at: number): number {
  const end = at + 1 + wordAt(text, at + 1);
  if (end >= text.length || /[ \t\r\n.,|:=()]/.test(text[end] ?? "") || text.startsWith("}}", end)) return end;
  const code = String.fromCodePoint(text.codePointAt(end) ?? 0);
  throw new TemplateError(
    `${JSON.stringify(code)} cannot follow ${JSON.stringify(text.slice(at, end).trim())} directly.`,
    end,
  );
}

function endOfNumber(text: string, at: number): number {
  numberLike.lastIndex = at;
  const length = numberLike.exec(text)?.[0].length ?? 0;
  if (length === 0) throw new TemplateError(`${JSON.stringify(text[at])} must be followed by digits here.`, at);
  return at + length;
}

function endOfQuoted(text: string, at: number, quote: string, open: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const char = text[i];
    if (char === "\\") i++;
    else if (char === "\n") break;
    else if (char === quote) return i + 1;
  }
  const what = quote === '"' ? "string" : "character";
  throw new TemplateError(`This ${what} is not closed on its line. End it with ${quote}.`, at < 0 ? open : at);
}

function wordAt(text: string, at: number): number {
  word.lastIndex = at;
  return word.exec(text)?.[0].length ?? 0;
}

function spacesAt(text: string, at: number): number {
  spaces.lastIndex = at;
  return spaces.exec(text)?.[0].length ?? 0;
}

/** `- ` behind the opening braces. */
function isTrimMarker(text: string, at: number): boolean {
  return text[at] === "-" && spacesAt(text, at + 1) > 0;
}

/** The closing braces at this place, with or without trim marker. */
function closeAt(text: string, at: number): { readonly end: number; readonly trims: boolean } | undefined {
  if (text.startsWith("}}", at)) return { end: at + 2, trims: false };
  if (text.startsWith("-}}", at + 1) && spacesAt(text, at) > 0) return { end: at + 4, trims: true };
  return undefined;
}
