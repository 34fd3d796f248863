import type { Source } from "@ingot/sdk";
import { EngineError } from "../engine.ts";
import { askAsRoot, type Container, quoted } from "./container.ts";
import { isInMemory, withStage } from "./stage.ts";

/** Unpacks an archive into an existing folder of the container. */
export async function copyIn(
  container: Container,
  folder: string,
  content: Source,
  signal: AbortSignal,
): Promise<void> {
  if (!isInMemory(container, folder)) return copyToDisk(container, folder, content, signal);
  await withStage(container, signal, async (stage) => {
    await copyToDisk(container, stage, content, signal);
    const place = quoted(folder);
    // One by one, so that the folder itself keeps its owner and mode.
    const script = `test -d ${place} || exit 44; cd ${quoted(stage)} && for one in * .[!.]* ..?*; do if [ -e "$one" ] || [ -h "$one" ]; then cp -a "$one" ${place}/ || exit 1; fi; done`;
    await askAsRoot(container, script, signal).catch((error: unknown) => {
      throw error instanceof EngineError && error.status === 44 ? missingFolder(folder) : error;
    });
  });
}

async function copyToDisk(container: Container, folder: string, content: Source, signal: AbortSignal): Promise<void> {
  try {
    await container.engine.ask(["cp", "-", `${container.id}:${folder}`], { stdin: content, signal });
  } catch (error) {
    throw isMissingFolder(error) ? missingFolder(folder) : error;
  }
}

/** Gives what was uploaded to the container's user, where that is asked for. */
export async function giveToOwner(container: Container, path: string, signal: AbortSignal): Promise<void> {
  if (container.uploadOwner === undefined) return;
  try {
    await askAsRoot(container, `chown -R ${quoted(container.uploadOwner)} ${quoted(path)}`, signal);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new Error(
      `The owner of ${path} could not be set to "${container.uploadOwner}" in the container: ${error.stderr.trim()}. ` +
        "Set fix_upload_owner to false where the image has no shell or no chown",
      { cause: error },
    );
  }
}

/** That the folder which an upload goes to is not there. */
export function missingFolder(folder: string): Error {
  return new Error(
    `The folder ${folder} does not exist in the container. Make it in a shell provisioner first, or upload to a folder that is there, such as /tmp`,
  );
}

// The clients have had three ways to say so over the years.
function isMissingFolder(error: unknown): boolean {
  if (!(error instanceof EngineError)) return false;
  return /no such container:path|could not find the file|no such file or directory|must be a directory|not a directory/i.test(
    error.stderr,
  );
}
