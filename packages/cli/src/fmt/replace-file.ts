import { realpath, stat, writeFile } from "node:fs/promises";
import { writeWholeFile } from "@ingot/sdk";

/**
 * Writes a file anew, so that nobody sees half of it. A link stays a link, and the file keeps its mode and its owner. What
 * cannot be renamed is written in place instead: a file with several names, one that is mounted by itself (as containers
 * do it), one whose folder or owner leaves no choice.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path);
  const { mode, uid, gid, nlink } = await stat(target);
  if (nlink > 1) return writeFile(target, text);
  try {
    await writeWholeFile(target, 0o600, async (file) => {
      const made = await file.stat();
      if (made.uid !== uid || made.gid !== gid) await file.chown(uid, gid);
      await file.chmod(mode & 0o7777);
      await file.writeFile(text);
    });
  } catch (error) {
    if (!isRefused(error)) throw error;
    await writeFile(target, text);
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["EACCES", "EPERM", "EBUSY"].includes(String(error.code));
}
