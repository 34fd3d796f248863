import { rangeBetween } from "../source.ts";
import type { BinaryOperator, Node } from "./ast.ts";
import { describeToken } from "./describe-token.ts";
import { parseCall } from "./parse-call.ts";
import { parseObject, parseTuple } from "./parse-collection.ts";
import { broken, expectClose } from "./parse-problems.ts";
import { parseTemplateTerm } from "./parse-template.ts";
import { parseTraversal } from "./parse-traversal.ts";
import type { TokenStream } from "./token-stream.ts";
import type { Token, TokenKind } from "./tokens.ts";

const precedence: ReadonlyMap<TokenKind, { readonly level: number; readonly operator: BinaryOperator }> = new Map(
  ([["||"], ["&&"], ["==", "!="], [">", ">=", "<", "<="], ["+", "-"], ["*", "/", "%"]] as const).flatMap(
    (operators, level) => operators.map((operator) => [operator, { level, operator }] as const),
  ),
);

/** Reads one expression. Where there is none, reports that and gives a broken node; never takes a token it does not understand. */
export function parseExpression(p: TokenStream): Node {
  return p.deeper(() => parseConditional(p)) ?? broken(p);
}

function parseConditional(p: TokenStream): Node {
  const condition = parseBinary(p, 0);
  if (p.lost || !p.accept("?")) return condition;
  const then = parseExpression(p);
  if (p.lost) return condition;
  const colon = p.peek();
  if (!p.accept(":")) {
    const detail = `A conditional has the form "condition ? value : other value". Expected ":" and the value for when the condition is false, but found ${describeToken(p, colon)}.`;
    p.fail(p.range(colon), "Missing second value in conditional", detail);
    return condition;
  }
  const otherwise = parseExpression(p);
  return { k: "conditional", condition, then, otherwise, range: rangeBetween(condition.range, otherwise.range) };
}

function parseBinary(p: TokenStream, lowest: number): Node {
  let left = parseUnary(p);
  while (!p.lost) {
    const found = precedence.get(p.peek().k);
    if (!found || found.level < lowest) break;
    p.next();
    const right = parseBinary(p, found.level + 1);
    left = { k: "binary", operator: found.operator, left, right, range: rangeBetween(left.range, right.range) };
  }
  return left;
}

function parseUnary(p: TokenStream): Node {
  const token = p.peek();
  if (token.k !== "-" && token.k !== "!") return parseTraversal(p, parseTerm(p));
  p.next();
  const operand = p.deeper(() => parseUnary(p)) ?? broken(p);
  return { k: "unary", operator: token.k, operand, range: rangeBetween(p.range(token), operand.range) };
}

function parseTerm(p: TokenStream): Node {
  const token = p.peek();
  switch (token.k) {
    case "number":
      return parseNumber(p);
    case "identifier":
      return parseName(p);
    case "open-quote":
    case "open-heredoc":
      return parseTemplateTerm(p);
    case "(":
      return parseParentheses(p);
    case "[":
      return parseTuple(p);
    case "{":
      return parseObject(p);
    default:
      reportMissing(p, token);
      return broken(p);
  }
}

function parseNumber(p: TokenStream): Node {
  const token = p.next();
  const text = p.text(token);
  const range = p.range(token);
  if (/^[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$/.test(text)) return { k: "number", text, range };
  p.report(
    range,
    "Invalid number",
    `"${text}" is not a number. Write digits, at most one decimal point, and put other text in quotes.`,
  );
  return { k: "broken", range };
}

function parseName(p: TokenStream): Node {
  const token = p.next();
  const text = p.text(token);
  const range = p.range(token);
  const after = p.peek().k;
  if (after === "::" || after === "(") return parseCall(p, token);
  if (text === "null") return { k: "null", range };
  if (text === "true" || text === "false") return { k: "bool", value: text === "true", range };
  return { k: "root", name: text, range };
}

function parseParentheses(p: TokenStream): Node {
  const open = p.next();
  return p.withNewlines(false, () => {
    const inner = parseExpression(p);
    expectClose(p, open, ")", "an operator or the closing parenthesis");
    return { k: "parentheses", inner, range: p.rangeFrom(p.range(open)) };
  });
}

function reportMissing(p: TokenStream, found: Token): void {
  const range = p.range(found);
  if (found.k === "invalid") {
    p.fail(range, "Invalid expression", "This is not an expression. Write a value, for instance a quoted string.");
    return;
  }
  if (found.k === "." && p.peek(1).k === "number") {
    p.fail(range, "Invalid number", "A number needs a digit before its decimal point. Write a zero in front of it.");
    return;
  }
  if (found.k === "=" || found.k === "=>") {
    p.fail(
      range,
      "Invalid expression",
      `Expected an expression, but found ${describeToken(p, found)}. For a comparison write "==".`,
    );
    return;
  }
  const summary = found.k === "newline" || found.k === "end" ? "Missing expression" : "Invalid expression";
  p.fail(
    range,
    summary,
    `Expected an expression, but found ${describeToken(p, found)}. Write a value here, for instance a quoted string.`,
  );
}
