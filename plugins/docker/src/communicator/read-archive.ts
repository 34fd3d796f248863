import { once } from "node:events";
import type { Sink } from "@ingot/sdk";
import { type Extract, extract, type Header } from "tar-stream";

/** One entry of an archive that is being read; its content must be taken before the next entry comes. */
export interface ArchiveEntry {
  readonly header: Header;
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * Reads a tar archive that comes through a sink.
 *
 * @param feed runs what writes the archive into the sink, to its end
 * @param take gets every entry in turn
 */
export async function readArchive(
  feed: (sink: Sink) => Promise<void>,
  take: (entry: ArchiveEntry) => Promise<void>,
): Promise<void> {
  const unpacking = extract();
  const closed = once(unpacking, "close").catch(() => undefined);
  const sink: Sink = async (chunk) => {
    if (unpacking.destroyed) return;
    if (!unpacking.write(chunk)) await Promise.race([once(unpacking, "drain"), closed]);
  };
  const reading = readEntries(unpacking, take);
  const feeding = feed(sink).then(
    () => unpacking.end(null),
    (error: unknown) => {
      unpacking.destroy(error instanceof Error ? error : new Error(String(error)));
      throw error;
    },
  );
  // What went wrong at the source is the cause of what the reader then sees.
  const [fed, read] = await Promise.allSettled([feeding, reading]);
  if (fed.status === "rejected") throw fed.reason;
  if (read.status === "rejected") throw read.reason;
}

async function readEntries(unpacking: Extract, take: (entry: ArchiveEntry) => Promise<void>): Promise<void> {
  for await (const entry of unpacking) {
    await take({ header: entry.header, content: entry as AsyncIterable<Uint8Array> });
    entry.resume();
  }
}
