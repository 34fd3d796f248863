import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "./folders.ts";
import { holdLock } from "./hold-lock.ts";

/**
 * The path of a file or folder that is made once for a machine. It appears under its name only when it is whole; what an
 * interrupted run left half made is removed.
 * @param name with everything in it that decides about the content, an edition number for instance
 * @param make fills the given path
 */
export async function cached(name: string, make: (path: string) => Promise<void>): Promise<string> {
  const path = join(cacheFolder, name);
  if (existsSync(path)) return path;
  mkdirSync(cacheFolder, { recursive: true });
  return holdLock(join(cacheFolder, `.lock-${name}`), async () => {
    if (existsSync(path)) return path;
    for (const entry of readdirSync(cacheFolder)) {
      if (entry.startsWith(`.new-${name}`)) rmSync(join(cacheFolder, entry), { recursive: true, force: true });
    }
    const unfinished = join(cacheFolder, `.new-${name}`);
    await make(unfinished);
    renameSync(unfinished, path);
    return path;
  });
}
