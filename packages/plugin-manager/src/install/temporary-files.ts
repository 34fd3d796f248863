// Names under which files lie in a plugin folder until they are verified. Discovery takes none of them: they begin with a dot.

import { createHash, randomBytes } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

const prefix = ".ingot-installing-";
/** What another machine has left in a shared folder is taken for abandoned after this long. */
const abandonedMs = 24 * 60 * 60 * 1000;

const ourHost = () => createHash("sha256").update(hostname()).digest("hex").slice(0, 8);

/** A path in a folder for files that are not finished; what they are is added behind it. */
export function temporaryPath(folder: string): string {
  return join(folder, `${prefix}${ourHost()}-${process.pid}-${randomBytes(6).toString("hex")}`);
}

/** Removes what installations that died have left in a folder. */
export async function sweepTemporaryFiles(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(prefix)) continue;
    const [host, pid] = name.slice(prefix.length).split("-");
    const path = join(folder, name);
    const isAbandoned = host === ourHost() ? !isAlive(Number(pid)) : await isOld(path);
    if (isAbandoned) await rm(path, { force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function isOld(path: string): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined);
  return facts !== undefined && facts.mtimeMs < Date.now() - abandonedMs;
}
