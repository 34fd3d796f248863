import { rangeBetween } from "../source.ts";
import type { Node } from "./ast.ts";
import { buildTemplate } from "./build-template.ts";
import { describeToken } from "./describe-token.ts";
import { parseForHeader } from "./parse-for.ts";
import { readEscapes } from "./read-escapes.ts";
import type { TemplateItem } from "./template-items.ts";
import type { TokenStream } from "./token-stream.ts";
import type { Token, TokenKind } from "./tokens.ts";
import { trimTemplate } from "./trim-template.ts";

/** Reads a quoted template or a heredoc, delimiters included. */
export function parseTemplateTerm(p: TokenStream): Node {
  const open = p.next();
  const close: TokenKind = open.k === "open-quote" ? "close-quote" : "close-heredoc";
  const items = readItems(p, close);
  p.next();
  const isFlush = open.k === "open-heredoc" && p.text(open).startsWith("<<-");
  return buildTemplate(p, trimTemplate(items, isFlush), p.rangeFrom(p.range(open)));
}

/** Reads a whole text as a template without delimiters. */
export function parseBareTemplate(p: TokenStream): Node {
  const first = p.peek();
  const items = readItems(p, "end");
  return buildTemplate(p, trimTemplate(items, false), rangeBetween(p.range(first), p.range(p.peek())));
}

/** The items up to the closing token, which the scanner guarantees to be there. Newlines inside sequences mean nothing. */
function readItems(p: TokenStream, close: TokenKind): readonly TemplateItem[] {
  const items: TemplateItem[] = [];
  while (p.peek().k !== close && p.peek().k !== "end") {
    const token = p.next();
    if (token.k === "open-interpolation" || token.k === "open-directive") {
      items.push(p.withNewlines(false, () => readSequence(p, token)));
    } else {
      items.push({ k: "text", text: readEscapes(p, token), range: p.range(token) });
    }
  }
  return items;
}

function readSequence(p: TokenStream, open: Token): TemplateItem {
  const wasLost = p.lost;
  const content = open.k === "open-interpolation" ? readInterpolation(p) : readDirective(p);
  const found = p.peek();
  if (found.k !== "close-sequence") {
    const detail = `Expected "}" behind the expression, but found ${describeToken(p, found)}. Add the brace, or an operator between the two.`;
    p.fail(p.range(found), "Extra characters in template sequence", detail, { context: p.rangeFrom(p.range(open)) });
    skipToSequenceEnd(p);
  }
  const close = p.next();
  // The end of the sequence is certain, so reading goes on from there.
  p.lost = wasLost;
  return {
    ...content,
    range: rangeBetween(p.range(open), p.range(close)),
    stripsBefore: p.text(open).endsWith("~"),
    stripsAfter: p.text(close).startsWith("~"),
  };
}

type SequenceContent =
  | { readonly k: "value" | "if"; readonly node: Node }
  | { readonly k: "else" | "endif" | "endfor" | "none" }
  | { readonly k: "for"; readonly keyName: string | undefined; readonly valueName: string; readonly node: Node };

function readInterpolation(p: TokenStream): SequenceContent {
  if (p.peek().k !== "close-sequence") return { k: "value", node: p.expression() };
  const detail = `Expected an expression between "\${" and "}". Write one, or remove the sequence; for the characters themselves write "$\${".`;
  p.fail(p.range(p.peek()), "Missing expression", detail);
  return { k: "none" };
}

function readDirective(p: TokenStream): SequenceContent {
  const token = p.peek();
  const word = token.k === "identifier" ? p.text(token) : "";
  if (token.k === "identifier") p.next();
  switch (word) {
    case "if":
      return { k: "if", node: p.expression() };
    case "else":
    case "endif":
    case "endfor":
      return { k: word };
    case "for": {
      const names = parseForHeader(p);
      return names ? { k: "for", ...names, node: p.expression() } : { k: "none" };
    }
    default: {
      const advice =
        word === "elseif" || word === "elif"
          ? 'Write "%{ else }" and a further "%{ if }" inside it.'
          : 'For the characters "%{" themselves write "%%{".';
      const detail = `Expected one of if, else, endif, for and endfor behind "%{", but found ${describeToken(p, token)}. ${advice}`;
      p.fail(p.range(token), "Invalid template directive", detail);
      return { k: "none" };
    }
  }
}

function skipToSequenceEnd(p: TokenStream): void {
  let open = 0;
  while (p.peek().k !== "end") {
    const kind = p.peek().k;
    if (kind === "close-sequence" && open === 0) return;
    if (kind === "open-interpolation" || kind === "open-directive") open++;
    if (kind === "close-sequence") open--;
    p.next();
  }
}
