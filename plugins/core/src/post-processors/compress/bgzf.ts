// BGZF, the blocked gzip of the SAM specification: a row of small gzip members, each of which says its own length, so that a reader
// can jump. Ends with an empty block.

import { promisify } from "node:util";
import { crc32, deflateRaw } from "node:zlib";
import { collectBlocks, mapInOrder } from "./collect-blocks.ts";

const deflate = promisify<Uint8Array, Parameters<typeof deflateRaw>[1], Buffer>(deflateRaw);

/** As much as fits into a block's 64 KiB even where it cannot be compressed. */
const blockBytes = 0xff00;

/** The content as BGZF; the parameters are those of `gzip`. */
export async function* bgzf(
  content: AsyncIterable<Uint8Array>,
  level: number,
  cores: number,
): AsyncIterable<Uint8Array> {
  yield* mapInOrder(collectBlocks(content, blockBytes), (cores + 1) * 8, async (block) =>
    member(block, await pack(block, level)),
  );
  yield member(new Uint8Array(0), Buffer.from([0x03, 0x00]));
}

async function pack(block: Uint8Array, level: number): Promise<Buffer> {
  const packed = await deflate(block, { level });
  return packed.length <= blockBytes ? packed : deflate(block, { level: 0 });
}

function member(block: Uint8Array, packed: Buffer): Buffer {
  const header = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 0x42, 0x43, 2, 0, 0, 0]);
  header.writeUInt16LE(header.length + packed.length + 8 - 1, 16);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(block), 0);
  trailer.writeUInt32LE(block.length, 4);
  return Buffer.concat([header, packed, trailer]);
}
