// Output files, by the same way as output folders: written under a hidden name beside the place, named when whole. So nobody ever sees half
// a file, and a file of the same name that is not ours survives.

import { existsSync, renameSync } from "node:fs";
import { link, mkdir, open, stat, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { resourceKind } from "../../component/plugin.ts";
import type { Owned, Resources } from "../resource.ts";
import { identityOf } from "./identity.ts";
import { canonicalPath } from "./mount-table.ts";
import { missingParents, removeEmptyParents } from "./parents.ts";
import { refusalOf, writeFailure } from "./write-failure.ts";

interface Spec {
  readonly [key: string]: string | null | readonly string[];
  readonly path: string;
  /** null: the name itself is unguessable. */
  readonly identity: string | null;
  /** Folders above it that were not there before, outermost first: they go as well, when nothing else is in them. */
  readonly parents: readonly string[];
}

/** A file that a build makes. Another of the same name is left alone. */
export const outputFile = resourceKind<Spec>({
  kind: "sdk.file",
  reach: "host",
  named: (spec) => spec.path,
  describe: (spec) => `file ${spec.path}`,
  destroy: async ({ identity, parents }, path) => {
    // Looked at first: on a file system that has become read-only, removing what is not there is an error, too.
    const found = await identityOf(path);
    if (found !== undefined && (identity === null || found === identity)) {
      await unlink(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "ENOENT" && error.code !== "ENOTDIR") throw error;
      });
    }
    await removeEmptyParents(parents);
  },
});

export interface OutputFile {
  /** Where to write it. Programs may replace this file by another. */
  readonly writePath: string;
  /** Gives the file its name, in the place of one that is there; from now on it is an output of the build. undefined for a device or pipe. */
  readonly publish: () => Promise<Owned | undefined>;
  /** Puts the file in the place of the one that is there, which the build only adds to: it is the user's, before and after. */
  readonly replace: () => Promise<void>;
}

export interface OutputFileOptions {
  readonly resources: Resources;
  /** Permission bits, less the umask; by default 0644. */
  readonly mode?: number;
  readonly on?: readonly Owned[];
}

/** Begins an output file. Folders that are missing above it are made. A device or pipe is written in place and not owned. */
export async function ownOutputFile(file: string, options: OutputFileOptions): Promise<OutputFile> {
  const { resources, on = [] } = options;
  // A link stays, and the file that it points to is made.
  const path = await canonicalPath(resolve(file));
  const existing = await stat(path).catch(() => undefined);
  if (existing?.isDirectory()) throw new Error(`${file} is a directory, and a file was to be written there`);
  if (existing && !existing.isFile())
    return { writePath: path, publish: async () => undefined, replace: async () => undefined };
  const { hidden, parents } = await ownHiddenFile(path, options);
  const publish = async () => {
    const identity = await requireIdentity(hidden, file);
    const owned = await resources.own(
      outputFile,
      () => ({ path, identity, parents }),
      async () => {
        renameSync(hidden.id, path);
        return path;
      },
      { on, life: "output" },
    );
    await resources.release(hidden);
    return owned;
  };
  const replace = async () => {
    await requireIdentity(hidden, file);
    renameSync(hidden.id, path);
    await resources.release(hidden);
  };
  return { writePath: hidden.id, publish, replace };
}

/**
 * Makes an empty file where nothing is; undefined when something is there. For files that are added to in place, and for locks.
 * Folders that are missing above it are made.
 */
export async function ownNewFile(
  file: string,
  options: OutputFileOptions & { readonly life?: "run" | "output" },
): Promise<Owned | undefined> {
  const { resources, on = [], life = "run" } = options;
  const path = await canonicalPath(resolve(file));
  if (await stat(path).catch(() => undefined)) return undefined;
  const { hidden, parents } = await ownHiddenFile(path, options);
  const identity = await requireIdentity(hidden, file);
  try {
    return await resources.own(
      outputFile,
      () => ({ path, identity, parents }),
      async () => {
        await nameOnce(hidden.id, path);
        return path;
      },
      { on, life },
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return undefined;
  } finally {
    await resources.release(hidden);
  }
}

/** Of several who want the same name, one gets it: the others see EEXIST. */
async function nameOnce(hidden: string, path: string): Promise<void> {
  await link(hidden, path).catch((error: NodeJS.ErrnoException) => {
    // Some file systems have no second names; there, the name is given within one turn.
    if (error.code === "EEXIST" || existsSync(path)) throw Object.assign(error, { code: "EEXIST" });
    renameSync(hidden, path);
  });
}

async function ownHiddenFile(
  path: string,
  { resources, mode = 0o644, on = [] }: OutputFileOptions,
): Promise<{ readonly hidden: Owned; readonly parents: readonly string[] }> {
  const parents = missingParents(path);
  const above = await stat(dirname(parents[0] ?? path)).catch(() => undefined);
  if (above?.isDirectory() === false)
    throw new Error(`Could not make the folder of ${path}: what it should lie in is not a directory`);
  const hidden = await resources.own(
    outputFile,
    (token) => ({ path: join(dirname(path), `.${token}`), identity: null, parents }),
    async (spec) => {
      await mkdir(dirname(spec.path), { recursive: true }).catch((error: unknown) => {
        throw new Error(`Could not make the folder of ${path}: ${refusalOf(error)}`, { cause: error });
      });
      const made = await open(spec.path, "wx", mode).catch((error: unknown) => {
        throw writeFailure(error, path, spec.path);
      });
      await made.close();
      return spec.path;
    },
    { on },
  );
  return { hidden, parents };
}

async function requireIdentity(hidden: Owned, file: string): Promise<string> {
  const identity = await identityOf(hidden.id);
  if (identity === undefined) throw new Error(`The file ${hidden.id}, which was to become ${file}, is gone`);
  return identity;
}
