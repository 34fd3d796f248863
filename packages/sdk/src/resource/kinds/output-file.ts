// Output files, by the same way as output folders: written under a hidden name beside the place, named when whole. So nobody ever sees half
// a file, and a file of the same name that is not ours survives.

import { renameSync } from "node:fs";
import { open, stat, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { resourceKind } from "../../component/plugin.ts";
import type { Owned, Resources } from "../resource.ts";
import { identityOf } from "./identity.ts";
import { canonicalPath } from "./mount-table.ts";

interface Spec {
  readonly [key: string]: string | null;
  readonly path: string;
  /** null: the name itself is unguessable. */
  readonly identity: string | null;
}

/** A file that a build makes. Another of the same name is left alone. */
export const outputFile = resourceKind<Spec>({
  kind: "sdk.file",
  reach: "host",
  named: (spec) => spec.path,
  describe: (spec) => `file ${spec.path}`,
  destroy: async ({ identity }, path) => {
    if (identity !== null && (await identityOf(path)) !== identity) return;
    await unlink(path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
  },
});

export interface OutputFile {
  /** Where to write it. Programs may replace this file by another. */
  readonly writePath: string;
  /** Gives the file its name, in the place of one that is there; from now on it is an output of the build. undefined for a device or pipe. */
  readonly publish: () => Promise<Owned | undefined>;
}

/** Begins an output file, `mode` by default 0644 less the umask. The folder must be there. A device or pipe is written in place and not owned. */
export async function ownOutputFile(
  file: string,
  options: { readonly resources: Resources; readonly mode?: number; readonly on?: readonly Owned[] },
): Promise<OutputFile> {
  const { resources, mode = 0o644, on = [] } = options;
  // A link stays, and the file that it points to is made.
  const path = await canonicalPath(resolve(file));
  const existing = await stat(path).catch(() => undefined);
  if (existing?.isDirectory()) throw new Error(`${file} is a directory, and a file was to be written there`);
  if (existing && !existing.isFile()) return { writePath: path, publish: async () => undefined };
  const hidden = await resources.own(
    outputFile,
    (token) => ({ path: join(dirname(path), `.${token}`), identity: null }),
    async (spec) => {
      await (await open(spec.path, "wx", mode)).close();
      return spec.path;
    },
    { on },
  );
  const publish = async () => {
    const identity = await identityOf(hidden.id);
    if (identity === undefined) throw new Error(`The file ${hidden.id}, which was to become ${file}, is gone`);
    const owned = await resources.own(
      outputFile,
      () => ({ path, identity }),
      async () => {
        renameSync(hidden.id, path);
        return path;
      },
      { on, life: "output" },
    );
    await resources.release(hidden);
    return owned;
  };
  return { writePath: hidden.id, publish };
}
