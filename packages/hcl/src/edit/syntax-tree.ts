import type { Diagnostic } from "../diagnostic.ts";
import type { Range } from "../source.ts";
import type { BodyItems } from "../syntax/ast.ts";
import { parseScannedBody } from "../syntax/parse-native.ts";
import { scanTokens } from "../syntax/scan-tokens.ts";
import { SourceText } from "../syntax/source-text.ts";
import type { Token } from "../syntax/tokens.ts";

// What tools read and edit: a file as it stands there, with the place of everything in it.

/** A file of the native syntax as a tree. Plain data, usable after mistakes too: it holds what could be read. */
export interface SyntaxTree {
  /** Without a byte order mark. */
  readonly text: string;
  /** What stands at the top of the file. */
  readonly body: BodyItems;
  /** All tokens, comments included. `start` and `end` are indexes into `text`. */
  readonly tokens: readonly Token[];
  /** The lines, columns and bytes of a stretch of `text`. */
  readonly rangeOf: (start: number, end: number) => Range;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a file of the native syntax for a tool: to look at what stands where, or to edit it. To evaluate a file, take
 * `parseFile`. Never throws for what stands in the text.
 * @param input the text, or its UTF-8 bytes
 * @param filename what ranges and messages call it
 */
export function parseSyntax(input: string | Uint8Array, filename: string): SyntaxTree {
  const source = SourceText.from(input, filename);
  const scan = scanTokens(source);
  const { tree, diagnostics } = parseScannedBody(source, scan);
  const rangeOf = (start: number, end: number) => source.range(start, end);
  return { text: source.text, body: tree, tokens: scan.tokens, rangeOf, diagnostics };
}
