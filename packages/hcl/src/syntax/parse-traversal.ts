import { rangeBetween } from "../source.ts";
import type { Node } from "./ast.ts";
import { describeToken } from "./describe-token.ts";
import { expectClose } from "./parse-problems.ts";
import type { TokenStream } from "./token-stream.ts";
import type { Token } from "./tokens.ts";

/** Reads what may follow a term: `.name`, `.0`, `[key]`, and splats, which take the rest of the chain as their own. */
export function parseTraversal(p: TokenStream, term: Node): Node {
  return parseSteps(p, term, "all");
}

function parseSteps(p: TokenStream, start: Node, steps: "all" | "attributes"): Node {
  let from = start;
  while (!p.lost) {
    const token = p.peek();
    if (token.k === ".") {
      const after = p.peek(1);
      if (after.k === "*") {
        if (steps === "attributes") {
          const detail = 'A second ".*" cannot follow an attribute-only splat. Use "[*]" for both.';
          p.report(p.range(after), "Nested splat not allowed", detail);
          p.next();
          p.next();
        } else from = parseSplat(p, from, token, "attributes");
      } else from = parseAttribute(p, from);
    } else if (token.k === "[" && steps === "all") {
      from = p.peek(1).k === "*" ? parseSplat(p, from, token, "all") : parseIndex(p, from);
    } else break;
  }
  return from;
}

function parseAttribute(p: TokenStream, from: Node): Node {
  const dot = p.next();
  const token = p.peek();
  const stepRange = rangeBetween(p.range(dot), p.range(token));
  const range = rangeBetween(from.range, stepRange);
  if (p.accept("identifier")) return { k: "attribute", from, name: p.text(token), stepRange, range };
  if (token.k === "number") {
    const text = p.text(token);
    if (/^[0-9]+$/.test(text)) {
      p.next();
      return { k: "index", from, key: { k: "number", text, range: p.range(token) }, stepRange, range };
    }
    const detail = `".${text}" reads as a number with a decimal point. Write indexes in brackets, as in "${text
      .split(".")
      .map((part) => `[${part}]`)
      .join("")}".`;
    p.fail(p.range(token), "Invalid index", detail);
    // What was meant is unclear, so the value is unknown; but in a splat there is one for every element.
    p.next();
    return { k: "attribute", from: { k: "broken", range: stepRange }, name: text, stepRange, range };
  }
  const detail = `Expected the name of an attribute behind the dot, but found ${describeToken(p, token)}. Write a name, or an index in brackets.`;
  p.fail(p.range(token), "Invalid attribute name", detail);
  return from;
}

function parseIndex(p: TokenStream, from: Node): Node {
  const open = p.next();
  return p.withNewlines(false, () => {
    const key = p.expression();
    expectClose(p, open, "]", "the closing bracket of the index");
    const stepRange = p.rangeFrom(p.range(open));
    return { k: "index", from, key, stepRange, range: rangeBetween(from.range, stepRange) };
  });
}

function parseSplat(p: TokenStream, from: Node, open: Token, steps: "all" | "attributes"): Node {
  p.next();
  p.next();
  if (steps === "all") expectClose(p, open, "]", "the closing bracket of the splat");
  const stepRange = p.rangeFrom(p.range(open));
  const item: Node = { k: "item", range: stepRange };
  const each = p.deeper(() => parseSteps(p, item, steps)) ?? item;
  return { k: "splat", from, each, stepRange, range: rangeBetween(from.range, p.rangeFrom(p.range(open))) };
}
