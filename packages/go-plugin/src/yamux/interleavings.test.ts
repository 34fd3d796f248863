import fc from "fast-check";
import { expect, it } from "vitest";
import { relayedPair } from "../../test/relayed-pair.ts";
import { Flag, FrameType, windowBytes } from "./frame.ts";
import { FrameReader } from "./frame-reader.ts";
import type { MuxStream } from "./mux-stream.ts";
import { openSession } from "./open-session.ts";

/** What happens at one end of a stream: what it writes, how it reads, and how often it lets others go first. */
const half = fc.record({
  writes: fc.array(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 400_000 })), { maxLength: 5 }),
  reads: fc.array(fc.oneof(fc.constant(undefined), fc.integer({ min: 1, max: 100_000 })), {
    minLength: 1,
    maxLength: 4,
  }),
  pauses: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 5 }),
});
const streams = fc.array(fc.record({ opener: fc.constantFrom(0, 1), ends: fc.tuple(half, half) }), {
  minLength: 1,
  maxLength: 8,
});
const cuts = fc.array(fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1000, max: 70_000 })), {
  minLength: 1,
  maxLength: 10,
});

/** What streams carry: each direction of each begins elsewhere in it. */
const content = Buffer.from(
  Uint8Array.from({ length: 2_100_000 }, (_, i) => (i * 7 + (i >> 8) * 31 + (i >> 16)) & 255),
);
const piece = (seed: number, from: number, size: number) =>
  content.subarray(seed * 997 + from, seed * 997 + from + size);

it("delivers everything in order, within the windows, however reads and writes fall", async () => {
  await fc.assert(
    fc.asyncProperty(streams, cuts, async (plan, small) => {
      const sizes = [...small, 20_000];
      let next = 0;
      const ledger = createLedger();
      const [a, b] = relayedPair(() => sizes[next++ % sizes.length] ?? 20_000, ledger.tap);
      const arrived: MuxStream[][] = [[], []];
      const sessions = [
        openSession(a, "client", (stream) => void arrived[0]?.push(stream)),
        openSession(b, "server", (stream) => void arrived[1]?.push(stream)),
      ] as const;
      const work = plan.map(async ({ opener, ends }, i) => {
        const mine = sessions[opener]?.open() as MuxStream;
        // Streams arrive in the order in which they were opened.
        const index = plan.slice(0, i).filter((other) => other.opener === opener).length;
        const theirs = async () => {
          while (arrived[1 - opener]?.[index] === undefined) await turns(1);
          return arrived[1 - opener]?.[index] as MuxStream;
        };
        const [read] = await Promise.all([
          run(mine, ends[0], 2 * i, 2 * i + 1),
          theirs().then((stream) => run(stream, ends[1], 2 * i + 1, 2 * i)),
        ]);
        expect(read).toBe(ends[1].writes.reduce((sum, bytes) => sum + bytes, 0));
      });
      await Promise.all(work);
      for (const session of sessions) session.close();
      expect(await Promise.all(sessions.map(({ closed }) => closed))).toEqual([undefined, undefined]);
      expect(ledger.overdrawn()).toEqual([]);
    }),
    { numRuns: 100 },
  );
}, 120_000);

/** Writes and reads at one end until both halves are over. Gives how much it has read; what is wrong in it is an error. */
async function run(
  stream: MuxStream,
  {
    writes,
    reads,
    pauses,
  }: { writes: readonly number[]; reads: readonly (number | undefined)[]; pauses: readonly number[] },
  outSeed: number,
  inSeed: number,
): Promise<number> {
  const writing = async () => {
    let at = 0;
    for (const [i, size] of writes.entries()) {
      await turns(pauses[i % pauses.length] ?? 0);
      await stream.write(piece(outSeed, at, size));
      at += size;
    }
    await stream.end();
  };
  const reading = async () => {
    let at = 0;
    for (let i = 0; ; i++) {
      await turns(pauses[i % pauses.length] ?? 0);
      const read = await stream.read(reads[i % reads.length]);
      if (read === undefined) return at;
      if (!piece(inSeed, at, read.length).equals(read)) throw new Error(`Something after byte ${at} is wrong`);
      at += read.length;
    }
  };
  const [, read] = await Promise.all([writing(), reading()]);
  return read;
}

async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Keeps account of each stream's credit in both directions, as one who sees every frame. */
function createLedger() {
  const credit: Map<number, number>[] = [new Map(), new Map()];
  const overdrawn: string[] = [];
  const of = (from: number, stream: number) => credit[from]?.get(stream) ?? windowBytes;
  const readers = ([0, 1] as const).map(
    (from) =>
      new FrameReader({
        head: ({ type, flags, stream, length }) => {
          if (type === FrameType.windowUpdate) credit[1 - from]?.set(stream, of(1 - from, stream) + length);
          if (type !== FrameType.data) return;
          const left = of(from, stream) - length;
          credit[from]?.set(stream, left);
          if (left < 0 || length === 0 || length > 65_536) overdrawn.push(`${from} ${stream}: ${length} with ${left}`);
          if (flags & Flag.rst) overdrawn.push(`${from} ${stream}: reset`);
        },
        payload: () => {},
      }),
  );
  return { tap: (from: 0 | 1, piece: Buffer) => readers[from]?.push(piece), overdrawn: () => overdrawn };
}
