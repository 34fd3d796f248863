import { expect, test } from "vitest";
import { messageLines } from "./message-lines.ts";

test.each<[string, string[], string[]]>([
  ["whole lines", ["a\nb\n"], ["a", "b"]],
  ["lines in pieces", ["a", "b\nc"], ["ab", "c"]],
  ["drawn over", ["10%\r50%\r100%\r\n"], ["100%"]],
  ["coloured", ["\u001b[31mred\u001b[0m done\n"], ["red done"]],
  ["empty lines", ["\n\na\n \n"], ["a"]],
  ["a character in two pieces", ["caf\u00c3", "\u00a9\n"], ["café"]],
])("%s", (_, chunks, expected) => {
  const lines: string[] = [];
  const sink = messageLines((line) => lines.push(line));
  for (const chunk of chunks) void sink.write(Buffer.from(chunk, "latin1"));
  sink.end();
  expect(lines).toEqual(expected);
});
