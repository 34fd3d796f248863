import { resolve } from "node:path";
import { type Diagnostic, errorAt, formatFile, readInput } from "@ingot/hcl";
import type { Host } from "../host.ts";
import { reasonOf } from "../output/reason-of.ts";

/** A text as it is, and in its canonical form. */
export interface FormattedSource {
  /** What messages call it. */
  readonly name: string;
  readonly text: string;
  /** The same as `text` where something is wrong with it. */
  readonly formatted: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a file, or standard input (`-`), and formats it if it parses. */
export async function formatSource(
  path: string,
  { cwd, readStdin }: Pick<Host, "cwd" | "readStdin">,
): Promise<FormattedSource> {
  const name = path === "-" ? "<stdin>" : path;
  let bytes: Uint8Array;
  try {
    bytes = path === "-" ? Buffer.from(await readStdin()) : await readInput(resolve(cwd, path));
  } catch (error) {
    return { name, text: "", formatted: "", diagnostics: [unreadable(name, error)] };
  }
  const text = decode(bytes);
  if (path === "-" && text.includes(replacement)) return { name, text, formatted: text, diagnostics: [garbled] };
  const file = formatFile(bytes, name);
  // With a mistake goes the text from which its columns are counted, which has no byte order mark.
  if (file.diagnostics.length > 0) return { ...file, name };
  return { name, text, formatted: file.formatted, diagnostics: [] };
}

/** A byte order mark is kept: that it goes is a change. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

/** What a byte that is no text has become where standard input was read. */
const replacement = "\uFFFD";

const garbled = errorAt(
  undefined,
  "Invalid character encoding",
  `Standard input has bytes that are no part of a UTF-8 character, or the character U+FFFD that programs put in their place; what they were is lost. Give it UTF-8 text, or the path of the file.`,
);

function unreadable(name: string, error: unknown): Diagnostic {
  const isTooLarge = error instanceof Error && "code" in error && error.code === "EFBIG";
  const detail = isTooLarge
    ? `${error.message}. Split it, or leave it out.`
    : `The system says: ${reasonOf(error)}. Make it readable, or leave it out.`;
  return errorAt(undefined, `Could not read ${name}`, detail);
}
