import { lstat } from "node:fs/promises";

/**
 * What tells a file or folder from another of the same name, undefined when nothing is there: its inode number with its time of birth,
 * because numbers are used again at once. A rename keeps both. Where no time of birth is recorded, the device takes its place.
 */
export async function identityOf(path: string): Promise<string | undefined> {
  const stats = await lstat(path, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (!stats) return undefined;
  return stats.birthtimeNs > 0n ? `${stats.ino}:${stats.birthtimeNs}` : `${stats.ino}@${stats.dev}`;
}
