import { mkdir, open } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import type { ProvisionContext } from "@ingot/sdk";
import type { FileConfig } from "./config.ts";

/** Downloads every source to the one destination. One that ends in a slash, or has wildcards, is a directory's contents. */
export async function downloadAll(
  config: FileConfig,
  sources: readonly string[],
  context: ProvisionContext,
): Promise<void> {
  for (const source of sources) await downloadOne(source, config.destination, context);
}

async function downloadOne(source: string, destination: string, context: ProvisionContext): Promise<void> {
  const { communicator, signal, ui } = context;
  ui.say(`Downloading ${source} => ${destination}`);
  const isFolder = destination.endsWith("/");
  const isMany = source.endsWith("/") || /[*?[]/.test(source);
  const to = isFolder && !isMany ? join(destination, posix.basename(source)) : destination;
  await mkdir(isFolder ? destination : dirname(to), { recursive: true });
  const tracker = ui.progress(posix.basename(source));
  try {
    if (isMany) {
      await communicator.downloadDirectory(source, to, { signal, progress: tracker.update });
      return;
    }
    const file = await open(to, "w", 0o644);
    try {
      const write = async (chunk: Uint8Array) => void (await file.writeFile(chunk));
      await communicator.download(source, write, { signal, progress: tracker.update });
    } finally {
      await file.close();
    }
  } finally {
    tracker.end();
  }
}
