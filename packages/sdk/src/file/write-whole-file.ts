import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { writeFailure } from "../resource/kinds/write-failure.ts";

/**
 * Writes a file so that nobody ever sees half of it: under a hidden name beside the place, then renamed into it. A device
 * or pipe is written in place.
 *
 * @param mode permission bits, less the umask
 */
export async function writeWholeFile<T>(
  path: string,
  mode: number,
  fill: (file: FileHandle) => Promise<T>,
): Promise<T> {
  const existing = await stat(path).catch(() => undefined);
  if (existing && !existing.isFile()) return writeInPlace(path, fill);
  const hidden = join(dirname(path), `.${basename(path)}.${randomBytes(8).toString("hex")}`);
  try {
    const file = await open(hidden, "wx", mode);
    let result: T;
    try {
      result = await fill(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(hidden, path);
    return result;
  } catch (error) {
    await rm(hidden, { force: true }).catch(() => undefined);
    throw writeFailure(error, path, hidden);
  }
}

async function writeInPlace<T>(path: string, fill: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, "w");
  try {
    return await fill(file);
  } catch (error) {
    throw writeFailure(error, path);
  } finally {
    await file.close();
  }
}
