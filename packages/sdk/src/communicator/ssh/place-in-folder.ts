// Writes what a machine sends into a folder of this host. The machine chooses the names, and may be hostile: nothing lands outside of
// the folder, not by a name and not by a link that stands there already.

import { chmod, lstat, mkdir, open, realpath, rm } from "node:fs/promises";
import { join, sep } from "node:path";
import type { Sink } from "../communicator.ts";

export interface PlacedFolder {
  /** Makes a folder in it. */
  readonly folder: (name: string, mode: number) => Promise<PlacedFolder>;
  /** Makes or replaces a file in it; `fill` gets where to write. */
  readonly file: (name: string, mode: number, fill: (to: Sink) => Promise<void>) => Promise<void>;
}

export interface Placement {
  readonly root: PlacedFolder;
  /** Gives the folders their modes, which may be closed to us, when everything is in them. */
  readonly finish: () => Promise<void>;
}

/** Begins to write into a folder, which is made where it is missing. */
export async function placeInFolder(path: string): Promise<Placement> {
  await mkdir(path, { recursive: true });
  const top = await realpath(path);
  const modes: (() => Promise<void>)[] = [];
  const within = (at: string): PlacedFolder => ({
    folder: async (name, mode) => {
      const target = join(at, checkedName(name));
      await mkdir(target, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== "EEXIST") throw error;
      });
      const real = await realpath(target);
      if (real !== top && !real.startsWith(top + sep))
        throw new Error(`The folder "${name}" that the machine sent leads out of ${path} by a link that is there`);
      modes.push(() => chmod(real, mode & 0o777));
      return within(real);
    },
    file: async (name, mode, fill) => {
      const target = join(at, checkedName(name));
      const there = await lstat(target).catch(() => undefined);
      // A link is replaced, not followed.
      if (there && !there.isDirectory()) await rm(target, { force: true });
      const file = await open(target, "wx", 0o600);
      try {
        await fill(async (chunk) => void (await file.writeFile(chunk)));
        await file.chmod(mode & 0o777);
      } finally {
        await file.close();
      }
    },
  });
  return {
    root: within(top),
    finish: async () => {
      for (const set of modes.reverse()) await set();
    },
  };
}

/** A name as a machine may send it: one part of a path, and no way out. */
function checkedName(name: string): string {
  const isPart = name !== "" && name !== "." && name !== ".." && !/[/\0]/.test(name);
  if (!isPart || (process.platform === "win32" && /[\\:]/.test(name)))
    throw new Error(
      `The machine sent the name ${JSON.stringify(name)}, which is not one of a file in the folder that is downloaded`,
    );
  return name;
}
