import fc from "fast-check";
import { expect, test } from "vitest";
import { withUnixLines } from "./unix-lines.ts";

async function convert(text: string, chunkSize: number): Promise<string> {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let i = 0; i < bytes.length; i += chunkSize) yield bytes.subarray(i, i + chunkSize);
  }
  const parts: Uint8Array[] = [];
  for await (const part of withUnixLines(chunks())) parts.push(part);
  return Buffer.concat(parts).toString();
}

test.each([
  ["", ""],
  ["a", "a\n"],
  ["a\r\nb\r\n", "a\nb\n"],
  ["a\r", "a\n"],
  ["a\rb", "a\rb\n"],
  ["a\r\r\n", "a\r\n"],
  ["\n\n", "\n\n"],
])("%j", async (text, wanted) => expect(await convert(text, 1024)).toBe(wanted));

test("however the text is cut", async () => {
  const text = fc.string({ unit: fc.constantFrom("a", "\r", "\n", "ä"), maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 5 }), async (given, size) => {
      expect(await convert(given, size)).toBe(await convert(given, 1000));
    }),
  );
});
