import { type Diagnostic, withRestMentioned } from "../diagnostic.ts";
import type { Position } from "../source.ts";
import type { BodyItems, Node } from "./ast.ts";
import { describeToken } from "./describe-token.ts";
import { parseBody } from "./parse-body.ts";
import { parseExpression } from "./parse-expression.ts";
import { parseBareTemplate } from "./parse-template.ts";
import { type Scan, scanTokens } from "./scan-tokens.ts";
import { SourceText } from "./source-text.ts";
import { TokenStream } from "./token-stream.ts";

// The entries of the native syntax: text to tree. They never throw for what stands in the text.

/** What was read, the text without its byte order mark, and what was wrong. */
export interface Parsed<T> {
  readonly tree: T;
  readonly source: SourceText;
  readonly diagnostics: readonly Diagnostic[];
}

/** A file of arguments and blocks; `isCutOff` says that something is still open at its end. */
export type ParsedBody = Parsed<BodyItems> & { readonly isCutOff: boolean };

/** Reads a file of arguments and blocks. */
export function parseNativeBody(text: string | Uint8Array, filename: string): ParsedBody {
  const source = SourceText.from(text, filename);
  return parseScannedBody(source, scanTokens(source));
}

/** The same for a text that has been scanned. */
export function parseScannedBody(source: SourceText, scan: Scan): ParsedBody {
  const p = new TokenStream(source, scan, parseExpression);
  const tree = parseBody(p, "end");
  return { tree, source, diagnostics: withRestMentioned(p.diagnostics), isCutOff: p.isOpenAtEnd };
}

/** Reads one expression and nothing behind it. Newlines around it, and in it, are allowed. */
export function parseNativeExpression(text: string | Uint8Array, filename: string, start?: Position): Parsed<Node> {
  return parseExpressionIn(SourceText.from(text, filename, start));
}

/** Reads one expression from a text that is given with its places. */
export function parseExpressionIn(source: SourceText): Parsed<Node> {
  const p = streamOf(source, "code");
  const tree = p.withNewlines(false, () => {
    const node = p.expression();
    const found = p.peek();
    if (found.k !== "end") {
      const detail = `Expected nothing behind the expression, but found ${describeToken(p, found)}. Remove it, or add an operator between the two.`;
      p.fail(p.range(found), "Extra characters after expression", detail);
    }
    return node;
  });
  return { tree, source: p.source, diagnostics: withRestMentioned(p.diagnostics) };
}

/** Reads a text as a template: what would stand inside quotes, but without escapes by backslash. */
export function parseNativeTemplate(text: string | Uint8Array, filename: string, start?: Position): Parsed<Node> {
  return parseTemplateIn(SourceText.from(text, filename, start));
}

/** Reads a template from a text that is given with its places. */
export function parseTemplateIn(source: SourceText): Parsed<Node> {
  const p = streamOf(source, "template");
  return { tree: parseBareTemplate(p), source, diagnostics: withRestMentioned(p.diagnostics) };
}

function streamOf(source: SourceText, mode: "code" | "template"): TokenStream {
  return new TokenStream(source, scanTokens(source, mode), parseExpression);
}
