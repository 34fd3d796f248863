// Archives of an artifact's files. Nothing in them depends on when they were made: the same files give the same archive.

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import { pack } from "tar-stream";
import { ZipFile } from "yazl";

/** How much of a file is read at a time. */
const readBytes = 1024 * 1024;

/** The files as a tar archive, under their base names. */
export async function* tar(files: readonly string[], signal: AbortSignal): AsyncIterable<Uint8Array> {
  const archive = pack();
  const filling = fillTar(archive, files, signal);
  filling.catch((error: unknown) => archive.destroy(error instanceof Error ? error : new Error(String(error))));
  yield* archive as AsyncIterable<Uint8Array>;
  await filling;
}

async function fillTar(archive: ReturnType<typeof pack>, files: readonly string[], signal: AbortSignal): Promise<void> {
  for (const file of files) {
    const { size, mode } = await stat(file);
    const entry = archive.entry({
      name: basename(file),
      size,
      mode: mode & 0o777,
      mtime: new Date(0),
      uname: "root",
      gname: "root",
    });
    await pipeline(createReadStream(file, { highWaterMark: readBytes }), entry, { signal });
  }
  archive.finalize();
}

/** The files as a zip archive, under their paths; what would lead out of the folder that it is unpacked in is left off. */
export async function* zip(files: readonly string[], level: number, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const archive = new ZipFile();
  const compression = level < 0 ? {} : { compressionLevel: level };
  for (const file of files) {
    const { mode } = await stat(file);
    archive.addFile(file, entryName(file), { mtime: new Date(1980, 0, 1), mode, ...compression });
  }
  archive.end();
  const failed = new Promise<never>((_, reject) => archive.once("error", reject));
  failed.catch(() => undefined);
  const output = archive.outputStream[Symbol.asyncIterator]();
  for (;;) {
    signal.throwIfAborted();
    const next = await Promise.race([output.next(), failed]);
    if (next.done) return;
    yield next.value as Uint8Array;
  }
}

function entryName(path: string): string {
  const parts = path.split("/").filter((part) => part !== "" && part !== "." && part !== "..");
  return parts.join("/");
}
