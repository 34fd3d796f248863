import { mkdir, open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Resources, runFolder, type TempFiles } from "@ingot/sdk";
import { randomName } from "./ledger.ts";

/**
 * The run's temporary files: one folder with an unguessable name (0700), journaled once, made when the first file is wanted. One record
 * instead of one a file, because scripts and keys are many and go together.
 */
export function openTempFiles(resources: Resources, root: string | undefined): TempFiles {
  let folder: Promise<string> | undefined;
  const findFolder = () => {
    folder ??= makeRunFolder(resources, root ?? tmpdir()).catch((error: unknown) => {
      folder = undefined;
      throw error;
    });
    return folder;
  };
  const nextPath = async (prefix: string, suffix: string) =>
    join(await findFolder(), `${prefix}${randomName(12)}${suffix}`.replaceAll("/", "-"));
  return {
    file: async (prefix, suffix = "") => {
      const path = await nextPath(prefix, suffix);
      await (await open(path, "wx", 0o600)).close();
      return path;
    },
    directory: async (prefix) => {
      const path = await nextPath(prefix, "");
      await mkdir(path, { mode: 0o700 });
      return path;
    },
  };
}

async function makeRunFolder(resources: Resources, root: string): Promise<string> {
  const owned = await resources.own(
    runFolder,
    (token) => ({ path: join(root, token) }),
    async ({ path }) => {
      // Not recursive: a folder that is there already is not ours.
      await mkdir(path, { mode: 0o700 }).catch((error: Error) => {
        throw new Error(
          `Temporary files cannot be made in ${root} (${error.message}). Set TMPDIR, or PACKER_TMP_DIR, to a folder that is there, can be written and has room`,
          { cause: error },
        );
      });
      return path;
    },
  );
  return owned.id;
}
