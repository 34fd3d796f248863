import fc from "fast-check";
import { expect, it } from "vitest";
import { ReceiveQueue } from "./receive-queue.ts";

const action = fc.oneof(
  fc.record({ push: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 20_000 })) }),
  fc.record({ take: fc.oneof(fc.constant(undefined), fc.integer({ min: 1, max: 9000 })) }),
);

it("gives what it was given, in order", () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const queue = new ReceiveQueue();
      let pushed = 0;
      let taken = 0;
      const take = (most?: number) => {
        const piece = queue.take(most);
        expect(piece === undefined).toBe(pushed === taken);
        if (piece === undefined) return;
        expect(piece.length).toBeLessThanOrEqual(most ?? Number.POSITIVE_INFINITY);
        expect(piece.every((byte, i) => byte === (taken + i) % 251)).toBe(true);
        taken += piece.length;
      };
      for (const what of actions) {
        if ("push" in what) {
          const from = pushed;
          const chunk = Buffer.from(Array.from({ length: what.push }, (_, i) => (from + i) % 251));
          pushed += chunk.length;
          queue.push(chunk);
          // Small pieces are copied: their chunk may be used again.
          if (chunk.length < 8 * 1024) chunk.fill(255);
        } else take(what.take);
        expect(queue.length).toBe(pushed - taken);
      }
      while (queue.length > 0) take();
      expect(taken).toBe(pushed);
    }),
    { numRuns: 200 },
  );
});

it("holds no more than a few times what it was given, also byte for byte", () => {
  const queue = new ReceiveQueue();
  const chunk = Buffer.alloc(64 * 1024);
  const buffers = new Set<ArrayBufferLike>();
  for (let i = 0; i < 100_000; i++) queue.push(chunk.subarray(i % 1000, (i % 1000) + 1));
  for (let piece = queue.take(); piece !== undefined; piece = queue.take()) buffers.add(piece.buffer);
  expect([...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0)).toBeLessThan(2 * 100_000);
  expect(buffers.has(chunk.buffer)).toBe(false);
});
