import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { exitStatus, type Owned, ownOutputFile, type Resources, type Ui, writeFailure } from "@ingot/sdk";
import { type Engine, EngineError } from "./engine.ts";
import { lastText } from "./last-text.ts";

export interface WriteContext {
  readonly ui: Ui;
  readonly resources: Resources;
  readonly signal: AbortSignal;
}

/**
 * Writes the archive that a command of the client puts out (`export`, `save`) to a file. The file has its name only when it is whole.
 *
 * @param label what is written, for the progress
 * @returns the file as an output of the build; undefined for a device or pipe
 */
export async function writeArchive(
  engine: Engine,
  args: readonly string[],
  path: string,
  label: string,
  context: WriteContext,
): Promise<Owned | undefined> {
  const file = await ownOutputFile(path, { resources: context.resources });
  const progress = context.ui.progress(label);
  const stream = createWriteStream(file.writePath);
  const failed = new Promise<never>((_, reject) => stream.once("error", reject));
  failed.catch(() => undefined);
  const complaint = lastText();
  let done = 0;
  try {
    const exit = await engine.run(args, {
      stdout: async (chunk) => {
        if (!stream.write(chunk)) await Promise.race([once(stream, "drain"), failed]);
        done += chunk.length;
        progress.update(done);
      },
      stderr: complaint.add,
      signal: context.signal,
    });
    if (exitStatus(exit) !== 0) throw new EngineError([engine.address.path, ...args], exit, complaint.text());
    stream.end();
    await Promise.race([once(stream, "close"), failed]);
  } catch (error) {
    throw writeFailure(error, path, file.writePath);
  } finally {
    stream.destroy();
    progress.end();
  }
  return file.publish();
}
