import { expect, test } from "vitest";
import { createLineSplitter } from "./split-lines.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function split(...chunks: readonly (string | Uint8Array)[]): string[] {
  const splitter = createLineSplitter();
  return [
    ...chunks.flatMap((chunk) => splitter.push(typeof chunk === "string" ? bytes(chunk) : chunk)),
    ...splitter.flush(),
  ];
}

test.each([
  ["lines", ["a\nb\n"], ["a", "b"]],
  ["a line in pieces", ["a", "b\nc"], ["ab", "c"]],
  ["blank lines stay", ["a\n\nb\n"], ["a", "", "b"]],
  ["blanks behind the text go", ["a  \t\r\n"], ["a"]],
  ["only the last state of a rewritten line", ["10%\r50%\r100%\n"], ["100%"]],
  ["no output", [""], []],
  ["a character cut in two", [bytes("é\n").slice(0, 1), bytes("é\n").slice(1)], ["é"]],
])("%s", (_, chunks, lines) => {
  expect(split(...chunks)).toEqual(lines);
});
