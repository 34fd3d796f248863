import { type Range, rangeBetween } from "../source.ts";
import type { BlockItem, BodyItems } from "./ast.ts";
import { describeToken } from "./describe-token.ts";
import { readEscapes } from "./read-escapes.ts";
import { noteClosingBrace, suspectedBrace } from "./suspect-brace.ts";
import type { TokenStream } from "./token-stream.ts";
import type { Token } from "./tokens.ts";

type ReadBody = (p: TokenStream, until: "}" | "end") => BodyItems;
type ReadSingle = (p: TokenStream) => BodyItems;

interface Label {
  readonly text: string;
  readonly range: Range;
}

/** Reads a block from its type to the newline behind its closing brace. Without a body there is no block. */
export function parseBlock(p: TokenStream, readBody: ReadBody, readSingle: ReadSingle): BlockItem | undefined {
  const type = p.next();
  const typeRange = p.range(type);
  const labels: Label[] = [];
  for (let label = readLabel(p); label; label = readLabel(p)) labels.push(label);
  const header = rangeBetween(typeRange, labels.at(-1)?.range ?? typeRange);
  if (p.lost) return undefined;
  const open = readOpenBrace(p, type, header);
  if (!open) return undefined;
  const body = p.deeper(() => readContent(p, open, readBody, readSingle));
  if (!body) return undefined;
  const close = p.peek();
  if (p.accept("}")) noteClosingBrace(p, open, close);
  else if (!p.lost) failUnclosed(p, p.text(type), header);
  const block: BlockItem = {
    type: p.text(type),
    typeRange,
    labels: labels.map((l) => l.text),
    labelRanges: labels.map((l) => l.range),
    headerRange: header,
    openRange: p.range(open),
    closeRange: p.range(close),
    body,
    range: p.rangeFrom(typeRange),
  };
  expectBlockEnd(p, block);
  return block;
}

function readLabel(p: TokenStream): Label | undefined {
  const token = p.peek();
  if (p.lost) return undefined;
  if (p.accept("identifier")) return { text: p.text(token), range: p.range(token) };
  if (!p.accept("open-quote")) return undefined;
  let text = "";
  for (let part = p.next(); part.k !== "close-quote" && part.k !== "end"; part = p.next()) {
    if (part.k === "quoted-text") text += readEscapes(p, part);
    else if (part.k === "open-interpolation" || part.k === "open-directive") failSequenceInLabel(p, part);
  }
  return { text: text.normalize("NFC"), range: p.rangeFrom(p.range(token)) };
}

function failSequenceInLabel(p: TokenStream, open: Token): void {
  const opener = p.text(open).slice(0, 2);
  const detail = `The labels of a block are fixed names, in which nothing can be computed. Write the name itself; for the characters "${opener}" write "${opener[0]}${opener}".`;
  p.fail(p.range(open), "Template sequence in block label", detail);
}

function readOpenBrace(p: TokenStream, type: Token, header: Range): Token | undefined {
  const found = p.peek();
  if (p.accept("{")) return found;
  const name = p.text(type);
  if (opensOnNextLine(p, 0)) {
    while (p.accept("newline"));
    const brace = p.next();
    const detail = `The opening brace must stand on the line of "${name}". Move it to the end of that line.`;
    p.report(p.range(brace), "Opening brace on its own line", detail, { context: header });
    return brace;
  }
  if (found.k === "=") {
    const detail = `An argument has one name, and a block has labels but no equals sign. Remove the "=" if a block is meant; for an argument write "${name} = ...".`;
    p.fail(p.range(found), "Unexpected equals sign in block header", detail, { context: header });
  } else {
    const detail = `Expected a further label or the opening brace of the block "${name}", but found ${describeToken(p, found)}. Write "{" at the end of the line, or "=" behind a single name to set an argument.`;
    p.fail(p.range(found), "Invalid block definition", detail, { context: header });
  }
  return undefined;
}

/** Whether at this many tokens from here the line ends and the next one begins with a brace. */
export function opensOnNextLine(p: TokenStream, ahead: number): boolean {
  let at = ahead;
  while (p.peek(at).k === "newline") at++;
  return at > ahead && p.peek(at).k === "{";
}

function readContent(p: TokenStream, open: Token, readBody: ReadBody, readSingle: ReadSingle): BodyItems {
  const first = p.peek();
  const isSingleLine = first.k !== "newline" && first.k !== "end";
  if (!isSingleLine || first.k === "}") return withOpen(p, open, readBody(p, "}"));
  if (first.k === "identifier" && p.peek(1).k === "=") {
    const body = readSingle(p);
    const found = p.peek();
    if (!p.lost && found.k !== "}") failSingleLine(p, found);
    return withOpen(p, open, body);
  }
  failSingleLine(p, first);
  return { attributes: new Map(), blocks: [], unread: [], isIncomplete: true, range: p.range(open) };
}

/** A body begins at its opening brace, so that "missing" errors have something to point at even when it is empty. */
function withOpen(p: TokenStream, open: Token, body: BodyItems): BodyItems {
  return { ...body, range: rangeBetween(p.range(open), body.range) };
}

function failSingleLine(p: TokenStream, found: Token): void {
  const detail = `A block on one line may hold a single argument and ends on that line; found ${describeToken(p, found)}. Put each argument and each nested block on a line of its own.`;
  p.fail(p.range(found), "Invalid single-line block", detail);
}

/** Reports a block that nothing closes, at the brace that by the indentation is the open one. */
export function failUnclosed(p: TokenStream, type: string, header: Range): void {
  const suspect = suspectedBrace(p);
  if (suspect) {
    const detail =
      'A closing brace is missing before the end of the file, and by the indentation it is the one for this "{". Add "}" where its content ends.';
    p.fail(suspect, "Unclosed brace", detail);
    return;
  }
  p.fail(
    header,
    "Unclosed block",
    `The block "${type}" has no closing brace before the end of the file. Add "}" where it should end.`,
  );
}

function expectBlockEnd(p: TokenStream, block: BlockItem): void {
  const found = p.peek();
  if (p.lost || p.accept("newline") || found.k === "end") return;
  const detail = `Expected a new line behind the closing brace of the block "${block.type}", but found ${describeToken(p, found)}. Put what follows on a line of its own.`;
  p.fail(p.range(found), "Missing newline after block", detail, { context: block.headerRange });
}
