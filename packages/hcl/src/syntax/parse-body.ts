import { type Range, rangeBetween, startOfText } from "../source.ts";
import type { AttributeItem, BlockItem, BodyItems } from "./ast.ts";
import { describeToken } from "./describe-token.ts";
import { failUnclosed, opensOnNextLine, parseBlock } from "./parse-block.ts";
import { findNextRootItem, type Resumption, skipItem } from "./skip-item.ts";
import type { TokenStream } from "./token-stream.ts";
import type { Token } from "./tokens.ts";

/** Reads a body up to a closing brace, which is left, or the end of the file. Finds the next item after an error. */
export function parseBody(p: TokenStream, until: "}" | "end"): BodyItems {
  const start = p.range(p.peek());
  const found: Found = {
    attributes: new Map(),
    blocks: [],
    unread: [],
    isIncomplete: false,
    anchor: undefined,
    brokenSince: undefined,
    broken: undefined,
  };
  while (p.peek().k !== "end") {
    if (p.accept("newline")) continue;
    if (p.peek().k === "}" && until === "}") break;
    const first = p.index;
    const token = p.peek();
    const reportedBefore = p.diagnostics.length;
    const blocksBefore = found.blocks.length;
    const name = readItem(p, found);
    const { line } = p.range(token).start;
    const isBroken = p.lost || p.diagnostics.length > reportedBefore || p.isReportedLine(line);
    const isBlock = found.blocks.length > blocksBefore;
    found.brokenSince = isBroken && !isBlock ? (found.brokenSince ?? line) : undefined;
    if (p.lost) {
      // A block that took in the rest of the file need not be gone through once more on every level of nesting.
      if (p.peek().k !== "end" || !isBlockStart(p, first)) skipItem(p, first);
      const resumed = until === "end" && p.peek().k === "end" ? findNextRootItem(p, first, reportedBefore) : undefined;
      p.lost = false;
      if (resumed) cutLastBlock(p, found, resumed);
      noteUnread(p, token, name, found);
    }
    if (token.k === "identifier" && p.range(token).start.column === 1) found.anchor = p.range(token);
  }
  const { attributes, blocks, unread, isIncomplete } = found;
  return { attributes, blocks, unread, isIncomplete, range: rangeBetween(start, p.range(p.peek())) };
}

function isBlockStart(p: TokenStream, first: number): boolean {
  const end = p.index;
  p.rewind(first);
  const isBlock = p.peek().k === "identifier" && p.peek(1).k !== "=";
  p.rewind(end);
  return isBlock;
}

/** What a body has so far. */
interface Found {
  readonly attributes: Map<string, AttributeItem>;
  readonly blocks: BlockItem[];
  readonly unread: Range[];
  isIncomplete: boolean;
  /** The last item that begins its line without indentation. */
  anchor: Range | undefined;
  /** The line since which every item is broken: what cannot begin an item is the rest of one of them. */
  brokenSince: number | undefined;
  /** The first item that is broken and no argument, since the last closing brace too many: that one may be of its block. */
  broken: Range | undefined;
}

/** Reads an argument or a block; gives the name of an argument, whose value may be broken. */
function readItem(p: TokenStream, found: Found): string | undefined {
  const first = p.peek();
  if (first.k !== "identifier") {
    if (first.k === "}" ? isExplained(p, first, found) : found.brokenSince !== undefined && !isQuotedName(p))
      p.lost = true;
    else failStart(p, first);
    return undefined;
  }
  const after = p.peek(1);
  if (after.k === "=") {
    const attribute = parseAttribute(p);
    const isNew = !found.attributes.has(attribute.name);
    keepAttribute(p, found.attributes, attribute);
    const reportedBefore = p.diagnostics.length;
    expectItemEnd(p, attribute);
    // What stands behind the value may belong to it.
    if ((p.lost || p.diagnostics.length > reportedBefore) && isNew)
      found.attributes.set(attribute.name, { ...attribute, isBroken: true });
    return attribute.name;
  }
  if (after.k === "{" || after.k === "open-quote" || after.k === "identifier" || opensOnNextLine(p, 1)) {
    const block = parseBlock(p, parseBody, readSingleAttribute);
    if (block) found.blocks.push(block);
    // The scanner stumbled in the header: the labels may not be what they should be.
    if (block && p.hasReportedLine(block.typeRange.start.line, block.openRange.end.line))
      found.unread.push(block.headerRange);
    return undefined;
  }
  p.next();
  failAfterName(p, first, after);
  // The end of a heredoc whose beginning is broken: the lines in between are text.
  const isMarker = after.k === "newline" && /^[A-Z][A-Z_]{2,}$/.test(p.text(first));
  if (isMarker && found.brokenSince !== undefined) p.forgetAllButFirst(found.brokenSince, p.range(first).start.line);
  return undefined;
}

/** Whether an item begins here whose name is in quotes: `"name" = 1`. */
function isQuotedName(p: TokenStream): boolean {
  if (p.peek().k !== "open-quote") return false;
  let ahead = 1;
  while (p.peek(ahead).k === "quoted-text") ahead++;
  return p.peek(ahead).k === "close-quote" && ["=", ":", "{", "open-quote"].includes(p.peek(ahead + 1).k);
}

/** Whether a closing brace that is too many comes from an error that has been reported: in a header, or since the last item that is not indented. */
function isExplained(p: TokenStream, brace: Token, { anchor, broken }: Found): boolean {
  if (p.hasLostBrackets || broken) return true;
  const last = p.diagnostics.at(-1)?.subject;
  const from = anchor?.start ?? startOfText;
  if (last && last.start.byte >= from.byte && last.start.byte < p.range(brace).start.byte) return true;
  return p.hasReportedLine(from.line, p.range(brace).start.line - 1);
}

/** Takes from the last block, which nothing closes and which took in what stands behind it, all that is read once more. */
function cutLastBlock(p: TokenStream, { blocks }: Found, { isUnreported }: Resumption): void {
  const { byte } = p.range(p.peek()).start;
  const isBefore = ({ range }: { range: Range }) => range.start.byte < byte;
  const cut = (block: BlockItem): BlockItem => {
    const { attributes, blocks: inner, unread } = block.body;
    const body: BodyItems = {
      ...block.body,
      attributes: new Map([...attributes].filter(([, item]) => isBefore(item))),
      blocks: inner.filter(isBefore).map(cut),
      unread: unread.filter((range) => isBefore({ range })),
    };
    return { ...block, body };
  };
  const last = blocks.pop();
  if (!last) return;
  blocks.push(cut(last));
  if (isUnreported) failUnclosed(p, last.type, last.headerRange);
  p.lost = false;
}

/**
 * Notes what was skipped after an error. A closing brace too many means that some block was closed too early: everything since the last
 * item that is not indented, or since the header that is broken, is in doubt then.
 */
function noteUnread(p: TokenStream, first: Token, name: string | undefined, found: Found): void {
  const from = p.range(first);
  const skipped = p.rangeFrom(from);
  const opened = first.k === "}" ? (found.broken ?? found.anchor) : undefined;
  found.unread.push(opened ? rangeBetween(opened, skipped) : skipped);
  if (first.k === "}") found.broken = undefined;
  else if (name === undefined) found.broken ??= from;
  // An argument that was broken on its one line hides nothing but its value.
  if (name === undefined || skipped.end.line > skipped.start.line) found.isIncomplete = true;
}

/** Reads `name = expression`. */
function parseAttribute(p: TokenStream): AttributeItem {
  const name = p.next();
  const equals = p.next();
  const reportedBefore = p.diagnostics.length;
  const node = p.expression();
  const nameRange = p.range(name);
  return {
    name: p.text(name),
    nameRange,
    equalsRange: p.range(equals),
    node,
    isBroken: p.diagnostics.length > reportedBefore || p.hasReportedLine(nameRange.start.line, node.range.end.line),
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
  return {
    attributes: new Map([[attribute.name, attribute]]),
    blocks: [],
    unread: attribute.isBroken ? [attribute.range] : [],
    isIncomplete: false,
    range: attribute.range,
  };
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
