// Where the environment keeps its files: a cache that every run shares, and a folder for each run, named after the process
// that owns it, so that a later run sees whether the owner lives.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { readProcess } from "./processes.ts";

/** Everything below is the environment's own; delete it to start afresh. */
export const baseFolder = process.env.INGOT_E2E_DIR ?? "/var/tmp/ingot-e2e";

/** Base images and the like, made once for a machine. */
export const cacheFolder = join(baseFolder, "cache");

/** Makes the folder of this process's run. Sockets lie in it, whose paths the kernel limits to 107 bytes. */
export function createRunFolder(): string {
  const owner = readProcess(process.pid);
  const folder = join(baseFolder, `run-${process.pid}-${owner?.start}`);
  if (Buffer.byteLength(folder) > 60)
    throw new Error(`${baseFolder} is too long for sockets: set INGOT_E2E_DIR to a shorter path`);
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  return folder;
}

/** The owner that a run folder's name tells; undefined for any other name. */
export function ownerOfRunFolder(name: string): { pid: number; start: string } | undefined {
  const [, pid, start] = /^run-(\d+)-(\d+)$/.exec(name) ?? [];
  return pid === undefined || start === undefined ? undefined : { pid: Number(pid), start };
}
