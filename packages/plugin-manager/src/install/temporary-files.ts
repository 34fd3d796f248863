// Names under which files lie in a plugin folder until they are verified. Discovery takes none of them: they begin with a dot.

import { createHash, randomBytes } from "node:crypto";
import { readdir, readlink, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { processStat } from "@ingot/sdk";

/** What their names begin with. */
export const temporaryPrefix = ".ingot-installing-";
/** What a process that we cannot see has left in a shared folder is taken for abandoned after this long, in milliseconds. */
const abandonedMs = 24 * 60 * 60 * 1000;

/** A path in a folder for files that are not finished; what they are is added behind it. */
export async function temporaryPath(folder: string): Promise<string> {
  const ticks = (await processStat(process.pid))?.startTicks ?? "0";
  const random = randomBytes(6).toString("hex");
  return join(folder, `${temporaryPrefix}${await whereWeAre()}-${process.pid}-${ticks}-${random}`);
}

/** Removes what installations that died have left in a folder. */
export async function sweepTemporaryFiles(folder: string): Promise<void> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(temporaryPrefix));
  if (names.length === 0) return;
  const here = await whereWeAre();
  for (const name of names) {
    const [place, pid = "", ticks = ""] = name.slice(temporaryPrefix.length).split("-");
    const path = join(folder, name);
    const isAbandoned = place === here ? !(await isAlive(Number(pid), ticks)) : await isOld(path);
    if (isAbandoned) await rm(path, { force: true }).catch(() => undefined);
  }
}

/** Says whose process ids ours are: containers have their own, also where they share a folder and a host name. */
async function whereWeAre(): Promise<string> {
  const namespace = await readlink("/proc/self/ns/pid").catch(() => "");
  return createHash("sha256").update(`${hostname()} ${namespace}`).digest("hex").slice(0, 8);
}

/** Whether a process still runs, and is not another one with its number. */
async function isAlive(pid: number, ticks: string): Promise<boolean> {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  if (process.platform === "linux") {
    const facts = await processStat(pid);
    return facts !== undefined && facts.startTicks === ticks && !"ZX".includes(facts.state);
  }
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
