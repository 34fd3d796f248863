// Removes a folder with everything in it, and nothing outside it: links are removed and not followed, and a mount anywhere inside refuses
// the whole, because what is mounted there is somebody's disk.

import { chmod, lstat, readdir, rmdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { canonicalPath, mountsWithin } from "./mount-table.ts";

/** How often and how long apart a folder that fills again (its writer is just ending) is tried, in milliseconds. */
const tries = 5;
const pauseMs = 200;

/** Removes a file, a link or a folder tree. Gone already is success. Throws when something is mounted in it, or what the file system says. */
export async function removeTree(path: string, signal?: AbortSignal): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    const stats = await lstat(path).catch(ignoreMissing);
    if (!stats) return;
    if (stats.isDirectory()) await refuseMounts(path);
    try {
      await removeEntry(path, stats.dev, signal);
      return;
    } catch (error) {
      if (codeOf(error) !== "ENOTEMPTY" || attempt === tries) throw error;
      await sleep(pauseMs);
    }
  }
}

async function refuseMounts(path: string): Promise<void> {
  const inside = mountsWithin(await canonicalPath(path));
  if (inside.length === 0) return;
  const targets = inside.map((mount) => mount.target).join(", ");
  throw new Error(`${path} was not removed, because something is mounted in it: ${targets}`);
}

async function removeEntry(path: string, device: number, signal: AbortSignal | undefined): Promise<void> {
  const stats = await lstat(path).catch(ignoreMissing);
  if (!stats) return;
  if (!stats.isDirectory()) return await unlink(path).catch(ignoreMissing);
  if (stats.dev !== device) throw new Error(`${path} was not removed, because another file system is mounted there`);
  signal?.throwIfAborted();
  for (const name of await readFolder(path)) {
    const child = join(path, name);
    await removeEntry(child, device, signal).catch(async (error: unknown) => {
      // A folder that its owner may not write: programs leave such trees (module caches).
      if (codeOf(error) !== "EACCES") throw error;
      await chmod(path, 0o700);
      await removeEntry(child, device, signal);
    });
  }
  await rmdir(path).catch(ignoreMissing);
}

async function readFolder(path: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    if (codeOf(error) !== "EACCES") throw error;
    await chmod(path, 0o700);
    return await readdir(path);
  }
}

/** Nothing can be below a path that names a file (ENOTDIR). */
function ignoreMissing(error: unknown): undefined {
  if (codeOf(error) !== "ENOENT" && codeOf(error) !== "ENOTDIR") throw error;
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
