import { Readable } from "node:stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { archive } from "./pack-archive.ts";
import { readArchive } from "./read-archive.ts";

async function* pieces(content: Uint8Array, size: number) {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

test("what is packed is read back, whatever the names, sizes and pieces", async () => {
  const name = fc.stringMatching(/^[^/\0]{1,120}$/).filter((text) => text.trim() === text && !/^\.{1,2}$/.test(text));
  const file = fc.record({
    name,
    content: fc.uint8Array({ maxLength: 3000 }),
    mode: fc.integer({ min: 0, max: 0o7777 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(file, { maxLength: 4 }), fc.integer({ min: 1, max: 700 }), async (files, size) => {
      const packed = archive(async (writer) => {
        for (const one of files) {
          const entry = { name: one.name, mode: one.mode, modifiedMs: 1e12, sizeBytes: one.content.length };
          await writer.file(entry, pieces(one.content, size));
        }
      });
      const read: { name: string; content: Uint8Array; mode: number }[] = [];
      await readArchive(
        async (sink) => {
          for await (const chunk of packed) for await (const piece of pieces(chunk, size)) await sink(piece);
        },
        async ({ header, content }) => {
          const chunks: Uint8Array[] = [];
          for await (const chunk of content) chunks.push(chunk);
          read.push({ name: header.name, content: new Uint8Array(Buffer.concat(chunks)), mode: header.mode });
        },
      );
      expect(read).toEqual(files);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ["longer", "abcd", 3],
  ["shorter", "ab", 3],
])("a file that becomes %s while it is read is an error", async (_, content, sizeBytes) => {
  const packed = archive((writer) =>
    writer.file({ name: "f", mode: 0o644, modifiedMs: 0, sizeBytes }, Readable.from([Buffer.from(content)])),
  );
  const drain = async () => {
    for await (const chunk of packed) void chunk;
  };
  await expect(drain()).rejects.toThrow('"f" changed while it was being uploaded: it had 3 bytes at first');
});

test("a source that breaks off is the error that is told", async () => {
  const reading = readArchive(
    async (sink) => {
      await sink(new Uint8Array(100));
      throw new Error("the line went dead");
    },
    async () => undefined,
  );
  await expect(reading).rejects.toThrow("the line went dead");
});
