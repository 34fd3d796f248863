import { createReadStream, createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import { posix } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { FileMeta, Source, TempFiles, Transfer } from "@ingot/sdk";
import type { Container } from "./container.ts";
import { copyIn, giveToOwner } from "./copy-in.ts";
import { archive } from "./pack-archive.ts";

/** The mode of a file of which nothing is known. */
const plainMode = 0o600;

/** Uploads one file. Its folder must be there; one that is at its place is replaced. */
export async function uploadFile(
  container: Container,
  temp: TempFiles,
  to: string,
  content: Source,
  meta: FileMeta,
  options: Transfer,
): Promise<void> {
  const name = posix.basename(to);
  if (name === "" || to.endsWith("/"))
    throw new Error(`"${to}" is a folder, and a file was to be uploaded. Name the file in the destination too`);
  if (meta.sizeBytes === undefined) {
    await uploadSpooled(container, temp, to, content, meta, options);
    return;
  }
  const entry = {
    name,
    mode: meta.mode ?? plainMode,
    modifiedMs: meta.modifiedMs ?? Date.now(),
    sizeBytes: meta.sizeBytes,
  };
  const packed = archive((writer) => writer.file(entry, counted(content, meta.sizeBytes, options)));
  await copyIn(container, posix.dirname(to), packed, options.signal);
  await giveToOwner(container, to, options.signal);
}

/** An archive says the size of a file before its content, so content of unknown size is written down first. */
async function uploadSpooled(
  container: Container,
  temp: TempFiles,
  to: string,
  content: Source,
  meta: FileMeta,
  options: Transfer,
): Promise<void> {
  const file = await temp.file("upload");
  try {
    const copy = createWriteStream(file);
    await pipeline(Readable.from(content), copy, { signal: options.signal });
    const known = { ...meta, sizeBytes: copy.bytesWritten };
    await uploadFile(container, temp, to, createReadStream(file), known, options);
  } finally {
    await rm(file, { force: true });
  }
}

/** The content as it is, telling how far it is. */
export async function* counted(
  content: Source,
  totalBytes: number | undefined,
  options: Transfer,
): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const chunk of content) {
    options.signal.throwIfAborted();
    done += chunk.length;
    yield chunk;
    options.progress?.(done, totalBytes);
  }
}
