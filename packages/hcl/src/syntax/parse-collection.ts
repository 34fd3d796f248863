import { rangeBetween } from "../source.ts";
import type { KeyNode, Node } from "./ast.ts";
import { describeToken } from "./describe-token.ts";
import { parseFor } from "./parse-for.ts";
import { failUnclosed, looksLikeNextItem } from "./parse-problems.ts";
import { noteClosingBrace } from "./suspect-brace.ts";
import type { TokenStream } from "./token-stream.ts";
import type { Token } from "./tokens.ts";

/** Reads `[...]`: a tuple or a for-expression. */
export function parseTuple(p: TokenStream): Node {
  const open = p.next();
  return p.withNewlines(false, () => {
    if (p.isKeyword("for")) return parseFor(p, open, "]");
    const items: Node[] = [];
    while (!p.lost && !p.accept("]")) {
      if (looksLikeNextItem(p)) {
        failUnclosed(p, p.range(open), "[", "]");
        break;
      }
      items.push(p.expression());
      if (p.lost || p.accept(",")) continue;
      if (p.peek().k !== "]") reportMissingComma(p, open);
    }
    return { k: "tuple", items, range: p.rangeFrom(p.range(open)) };
  });
}

function reportMissingComma(p: TokenStream, open: Token): void {
  const found = p.peek();
  if (found.k === "end" || looksLikeNextItem(p)) {
    failUnclosed(p, p.range(open), "[", "]");
    return;
  }
  const detail = `Expected a comma or the closing bracket, but found ${describeToken(p, found)}. Put a comma between two items.`;
  if (startsExpression(found)) p.report(p.range(found), "Missing item separator", detail);
  else p.fail(p.range(found), "Missing item separator", detail);
}

/** Whether reading can go on at this token as if the separator had been there. */
function startsExpression(token: Token): boolean {
  return ["identifier", "number", "open-quote", "open-heredoc", "{", "("].includes(token.k);
}

/** Reads `{...}`: an object constructor, in which newlines separate items, or a for-expression. */
export function parseObject(p: TokenStream): Node {
  const open = p.next();
  const isFor = p.withNewlines(false, () => p.isKeyword("for"));
  if (isFor) return p.withNewlines(false, () => parseFor(p, open, "}"));
  const pairs: { key: KeyNode; value: Node }[] = [];
  return p.withNewlines(true, () => {
    while (!p.lost) {
      while (p.accept("newline"));
      const close = p.accept("}");
      if (close) {
        noteClosingBrace(p, open, close);
        break;
      }
      const pair = parsePair(p, open);
      if (pair) pairs.push(pair);
      if (!p.lost) parsePairEnd(p, open);
    }
    return { k: "object", pairs, range: p.rangeFrom(p.range(open)) };
  });
}

function parsePair(p: TokenStream, open: Token): { key: KeyNode; value: Node } | undefined {
  if (p.peek().k === "end" || (p.startsLine() && looksLikeLabelledBlock(p))) {
    failUnclosed(p, p.range(open), "{", "}");
    return undefined;
  }
  if (p.peek().k === ",") {
    p.fail(
      p.range(p.peek()),
      "Unexpected comma",
      "Expected a key, but found a comma. Remove it: one comma or a new line separates two items.",
    );
    return undefined;
  }
  const inner = p.expression();
  if (p.lost) return undefined;
  const sign = p.peek();
  if (!p.accept("=") && !p.accept(":")) {
    failMissingEquals(p, inner, sign);
    return undefined;
  }
  const value = p.expression();
  return { key: { k: "key", inner, range: inner.range }, value };
}

function looksLikeLabelledBlock(p: TokenStream): boolean {
  return p.peek().k === "identifier" && p.peek(1).k === "open-quote";
}

function failMissingEquals(p: TokenStream, key: Node, found: Token): void {
  const context = rangeBetween(key.range, p.range(found));
  if (found.k === "{") {
    const detail =
      'Blocks cannot stand inside an object, which is what the "=" in front of its brace makes it. Write "=" between the key and the brace, or remove the one in front if a block is meant.';
    p.fail(p.range(found), "Block inside an object", detail, { context });
    return;
  }
  const detail = `Expected "=" and a value behind the key, but found ${describeToken(p, found)}. Items of an object have the form "key = value".`;
  p.fail(p.range(found), "Missing value in object", detail, { context });
}

function parsePairEnd(p: TokenStream, open: Token): void {
  const found = p.peek();
  if (p.accept(",") || p.accept("newline") || found.k === "}") return;
  if (found.k === "end") {
    failUnclosed(p, p.range(open), "{", "}");
    return;
  }
  const detail = `Expected a comma or a new line before the next item, but found ${describeToken(p, found)}. Put a comma between two items.`;
  if (startsExpression(found)) p.report(p.range(found), "Missing item separator", detail);
  else p.fail(p.range(found), "Missing item separator", detail);
}
