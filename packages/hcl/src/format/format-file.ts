import type { Diagnostic } from "../diagnostic.ts";
import { parseScannedBody } from "../syntax/parse-native.ts";
import { isSurelyRight } from "../syntax/recognise-body.ts";
import { scanTokens } from "../syntax/scan-tokens.ts";
import { SourceText } from "../syntax/source-text.ts";
import { formatScan } from "./format-text.ts";

/** A file as it was, and in its canonical form. */
export interface FormattedFile {
  /** Without a byte order mark, as columns are counted. */
  readonly text: string;
  /** The canonical form; the same as `text` where something is wrong with it. */
  readonly formatted: string;
  /** What is wrong with it, as `parseFile` says it. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Formats a file of the native syntax if it parses. Never throws.
 * @param input the text, or its UTF-8 bytes
 */
export function formatFile(input: string | Uint8Array, filename: string): FormattedFile {
  const source = SourceText.from(input, filename);
  const { text } = source;
  const scan = scanTokens(source);
  const isRight = scan.diagnostics.length === 0 && isSurelyRight(text, scan.tokens);
  const diagnostics = isRight ? [] : parseScannedBody(source, scan).diagnostics;
  return { text, formatted: diagnostics.length > 0 ? text : formatScan(text, scan), diagnostics };
}
