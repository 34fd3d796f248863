import type { Node } from "./ast.ts";
import { describeToken } from "./describe-token.ts";
import { broken, expectClose } from "./parse-problems.ts";
import type { TokenStream } from "./token-stream.ts";
import type { Token } from "./tokens.ts";

/** Reads a for-expression from its keyword to the closing bracket. */
export function parseFor(p: TokenStream, open: Token, close: "]" | "}"): Node {
  p.next();
  const names = parseForHeader(p);
  if (!names) return broken(p);
  const collection = p.expression();
  if (!p.lost && !p.accept(":")) {
    const detail = `Expected ":" between the collection and the result of the for-expression, but found ${describeToken(p, p.peek())}.`;
    p.fail(p.range(p.peek()), "Invalid for-expression", detail);
  }
  if (p.lost) return broken(p);
  const first = p.expression();
  const arrow = p.accept("=>");
  const key = arrow ? first : undefined;
  const value = arrow ? p.expression() : first;
  checkResult(p, arrow, close);
  const dots = p.accept("...");
  if (dots && !arrow)
    p.report(
      p.range(dots),
      "Invalid for-expression",
      'Only an object for-expression can group its values with "...". Remove the dots.',
    );
  const condition = p.isKeyword("if") && p.next() ? p.expression() : undefined;
  expectClose(p, open, close, "the end of the for-expression");
  return {
    k: "for",
    ...names,
    collection,
    key,
    value,
    condition,
    groups: dots !== undefined && arrow !== undefined,
    range: p.rangeFrom(p.range(open)),
  };
}

function checkResult(p: TokenStream, arrow: Token | undefined, close: "]" | "}"): void {
  if (p.lost) return;
  if (arrow && close === "]") {
    const detail =
      'A for-expression in brackets makes a list, which has no keys. Remove the key and "=>", or use braces to make an object.';
    p.report(p.range(arrow), "Invalid for-expression", detail);
  }
  if (!arrow && close === "}") {
    const detail =
      'A for-expression in braces makes an object and needs a key and a value, as in "k => v". Add the key, or use brackets to make a list.';
    p.report(p.range(p.peek()), "Invalid for-expression", detail);
  }
}

/** Reads `k, v in` or `v in`, behind the keyword; also that of a template directive. */
export function parseForHeader(p: TokenStream): { keyName: string | undefined; valueName: string } | undefined {
  const first = parseVariable(p);
  const second = first && p.accept(",") ? parseVariable(p) : undefined;
  if (!first || p.lost) return undefined;
  const found = p.peek();
  if (!p.isKeyword("in")) {
    const detail = `Expected "in" and the collection to go through, but found ${describeToken(p, found)}. A for-expression begins like "for item in list" or "for key, value in map".`;
    p.fail(p.range(found), "Invalid for-expression", detail);
    return undefined;
  }
  p.next();
  return second === undefined ? { keyName: undefined, valueName: first } : { keyName: first, valueName: second };
}

function parseVariable(p: TokenStream): string | undefined {
  const token = p.peek();
  if (p.accept("identifier")) return p.text(token);
  const isKey = token.k === "=" || token.k === ":";
  const advice = isKey
    ? 'To use the word "for" as a key, put it in quotes.'
    : 'A for-expression begins like "for item in list" or "for key, value in map".';
  const detail = `Expected the name of a variable, but found ${describeToken(p, token)}. ${advice}`;
  p.fail(p.range(token), "Invalid for-expression", detail);
  return undefined;
}
