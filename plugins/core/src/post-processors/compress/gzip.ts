// gzip (RFC 1952) on several cores: blocks are deflated side by side in the thread pool of zlib, each with the 32 KiB before it as its
// dictionary, and joined into one member, so that every program reads it.

import { promisify } from "node:util";
import { constants, crc32, deflateRaw } from "node:zlib";
import { collectBlocks, mapInOrder } from "./collect-blocks.ts";

const deflate = promisify<Uint8Array, Parameters<typeof deflateRaw>[1], Buffer>(deflateRaw);

const blockBytes = 1024 * 1024;
const windowBytes = 32 * 1024;

/**
 * The content as one gzip member.
 *
 * @param level 1 to 9, or -1 for zlib's own choice
 * @param cores how many blocks to work on at once
 */
export async function* gzip(
  content: AsyncIterable<Uint8Array>,
  level: number,
  cores: number,
): AsyncIterable<Uint8Array> {
  // No time and no name: the same content gives the same file. The last byte says Unix.
  yield Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3);
  let checksum = 0;
  let size = 0n;
  let before: Uint8Array | undefined;
  async function* prepared() {
    for await (const block of collectBlocks(content, blockBytes)) {
      checksum = crc32(block, checksum);
      size += BigInt(block.length);
      yield { block, dictionary: before };
      before = block.subarray(Math.max(0, block.length - windowBytes));
    }
  }
  yield* mapInOrder(prepared(), cores + 1, ({ block, dictionary }) =>
    deflate(block, { level, finishFlush: constants.Z_SYNC_FLUSH, ...(dictionary ? { dictionary } : {}) }),
  );
  // An empty last block of fixed codes.
  yield Uint8Array.of(0x03, 0x00);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(checksum, 0);
  trailer.writeUInt32LE(Number(size & 0xffffffffn), 4);
  yield trailer;
}
