import { randomInt } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { ProvisionContext, Source } from "@ingot/sdk";
import type { FileConfig } from "./config.ts";

/** Uploads every source to the one destination, or the text where there is one. */
export async function uploadAll(
  config: FileConfig,
  sources: readonly string[],
  context: ProvisionContext,
): Promise<void> {
  if (config.content) await uploadText(config.content, config.destination, context);
  for (const source of sources) await uploadOne(source, config.destination, context);
}

async function uploadText(text: string, destination: string, context: ProvisionContext): Promise<void> {
  // Into a directory it goes under the name of the file that Packer makes of it.
  const name = `pkr-file-content${randomInt(2 ** 32)}`;
  const bytes = Buffer.from(text);
  context.ui.say(`Uploading ${name} => ${destination}`);
  await send(placeFor(destination, name), name, once(bytes), { mode: 0o600, sizeBytes: bytes.length }, context);
}

async function uploadOne(source: string, destination: string, context: ProvisionContext): Promise<void> {
  const { communicator, signal, ui } = context;
  ui.say(`Uploading ${source} => ${destination}`);
  const info = await stat(source).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new Error(
      `Bad source '${source}': there is no such file at ${resolve(source)}. It was to be there by now: see what makes it, or correct the path`,
    );
  });
  if (info.isDirectory()) {
    const tracker = ui.progress(basename(source));
    try {
      await communicator.uploadDirectory(destination, source, { signal, progress: tracker.update });
    } finally {
      tracker.end();
    }
    return;
  }
  const meta = {
    mode: info.mode & 0o7777,
    modifiedMs: info.mtimeMs,
    ...(info.isFile() ? { sizeBytes: info.size } : {}),
  };
  const name = basename(source);
  await send(placeFor(destination, name), name, createReadStream(source), meta, context);
}

function placeFor(destination: string, name: string): string {
  return destination.endsWith("/") ? `${destination}${name}` : destination;
}

type Meta = Parameters<ProvisionContext["communicator"]["upload"]>[2];

async function send(
  to: string,
  label: string,
  content: Source,
  meta: Meta,
  { communicator, signal, ui }: ProvisionContext,
): Promise<void> {
  const tracker = ui.progress(label);
  try {
    await communicator.upload(to, content, meta, { signal, progress: tracker.update });
  } finally {
    tracker.end();
  }
}

async function* once(content: Uint8Array): Source {
  yield content;
}
