import { rangeBetween } from "../source.ts";
import type { AttributeItem, BlockItem, BodyItems } from "./ast.ts";
import { describeToken } from "./describe-token.ts";
import { opensOnNextLine, parseBlock } from "./parse-block.ts";
import { skipItem } from "./skip-item.ts";
import type { TokenStream } from "./token-stream.ts";
import type { Token } from "./tokens.ts";

/** Reads a body up to a closing brace, which is left, or the end of the file. Finds the next item after an error. */
export function parseBody(p: TokenStream, until: "}" | "end"): BodyItems {
  const start = p.range(p.peek());
  const attributes = new Map<string, AttributeItem>();
  const blocks: BlockItem[] = [];
  while (p.peek().k !== "end") {
    if (p.accept("newline")) continue;
    if (p.peek().k === "}" && until === "}") break;
    const first = p.index;
    readItem(p, attributes, blocks);
    if (p.lost) {
      skipItem(p, first);
      p.lost = false;
    }
  }
  return { attributes, blocks, range: rangeBetween(start, p.range(p.peek())) };
}

function readItem(p: TokenStream, attributes: Map<string, AttributeItem>, blocks: BlockItem[]): void {
  const first = p.peek();
  if (first.k !== "identifier") {
    failStart(p, first);
    return;
  }
  const after = p.peek(1);
  if (after.k === "=") {
    const attribute = parseAttribute(p);
    keepAttribute(p, attributes, attribute);
    expectItemEnd(p, attribute);
    return;
  }
  if (after.k === "{" || after.k === "open-quote" || after.k === "identifier" || opensOnNextLine(p, 1)) {
    const block = parseBlock(p, parseBody, readSingleAttribute);
    if (block) blocks.push(block);
    return;
  }
  p.next();
  failAfterName(p, first, after);
}

/** Reads `name = expression`. */
function parseAttribute(p: TokenStream): AttributeItem {
  const name = p.next();
  const equals = p.next();
  const node = p.expression();
  const nameRange = p.range(name);
  return {
    name: p.text(name),
    nameRange,
    equalsRange: p.range(equals),
    node,
    range: rangeBetween(nameRange, node.range),
  };
}

function keepAttribute(p: TokenStream, attributes: Map<string, AttributeItem>, attribute: AttributeItem): void {
  const earlier = attributes.get(attribute.name);
  if (!earlier) {
    attributes.set(attribute.name, attribute);
    return;
  }
  const { start } = earlier.nameRange;
  const detail = `The argument "${attribute.name}" was already set on line ${start.line}. Each argument may be set once; remove one of the two.`;
  p.report(attribute.nameRange, "Attribute redefined", detail);
}

/** The one argument that a block on a single line may hold. */
function readSingleAttribute(p: TokenStream): BodyItems {
  const attribute = parseAttribute(p);
  return { attributes: new Map([[attribute.name, attribute]]), blocks: [], range: attribute.range };
}

function expectItemEnd(p: TokenStream, attribute: AttributeItem): void {
  const found = p.peek();
  if (p.lost || p.accept("newline") || found.k === "end") return;
  const range = p.range(found);
  const context = rangeBetween(attribute.range, range);
  if (found.k === ",") {
    const detail =
      "Arguments are separated by new lines, not by commas. Remove the comma, and put what follows on a line of its own.";
    p.fail(range, "Unexpected comma after argument", detail, { context });
    return;
  }
  if (found.k === "}") {
    const detail = `Expected a new line behind the value of "${attribute.name}", but found "}". Put the closing brace on a line of its own.`;
    p.report(range, "Missing newline after argument", detail, { context });
    return;
  }
  const detail = `Expected a new line behind the value of "${attribute.name}", but found ${describeToken(p, found)}. Put each argument on a line of its own, and text with blanks in double quotes.`;
  p.fail(range, "Missing newline after argument", detail, { context });
}

function failStart(p: TokenStream, found: Token): void {
  const range = p.range(found);
  if (found.k === "open-quote") {
    const detail = "Names of arguments and types of blocks are written without quotes. Remove the quotes.";
    p.fail(range, "Invalid argument name", detail);
    return;
  }
  if (found.k === "}") {
    p.fail(
      range,
      "Unexpected closing brace",
      "No block is open here that this brace could close. Remove it, or look for a block above that was closed too early.",
    );
    return;
  }
  if (found.k === "{") {
    p.fail(
      range,
      "Missing block type",
      'A block begins with its type, as in "locals {". Write the type in front of the brace.',
    );
    return;
  }
  const detail = `Expected the name of an argument or the type of a block, but found ${describeToken(p, found)}. Arguments have the form "name = value", blocks the form "type { ... }".`;
  p.fail(range, "Argument or block expected", detail);
}

function failAfterName(p: TokenStream, name: Token, found: Token): void {
  const text = p.text(name);
  const range = p.range(found);
  const context = rangeBetween(p.range(name), range);
  if (found.k === "newline" || found.k === "end") {
    const detail = `Expected "=" and a value, or a block with braces, behind "${text}". The opening brace of a block stands on the line of its type.`;
    p.fail(p.range(name), "Argument or block expected", detail);
    return;
  }
  if (found.k === ":" || found.k === "=>") {
    p.fail(
      range,
      "Invalid argument",
      `An argument is written with "=", not with "${p.text(found)}". Write "${text} = ...".`,
      { context },
    );
    return;
  }
  if (found.k === "==") {
    p.fail(range, "Invalid argument", `An argument is written with one equals sign. Write "${text} = ...".`, {
      context,
    });
    return;
  }
  if (found.k === "." || found.k === "[") {
    const detail = `Only the whole of an argument can be set, not a part of it. Write "${text} = { ... }" or a block.`;
    p.fail(range, "Invalid argument name", detail, { context });
    return;
  }
  const detail = `Expected "=" or the opening brace of a block behind "${text}", but found ${describeToken(p, found)}. Write "${text} = value" or "${text} { ... }".`;
  p.fail(range, "Argument or block expected", detail, { context });
}
