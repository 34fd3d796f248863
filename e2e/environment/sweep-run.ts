// Takes down what a run of the environment has set up. The same code ends a living run and clears away a dead one, from
// what stands in the run's folder alone.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { removeBridge } from "./bridge.ts";
import { baseFolder, ownerOfRunFolder } from "./folders.ts";
import { holdLock } from "./hold-lock.ts";
import { detachLoop, listLoops } from "./loop-devices.ts";
import { listMounts, unmount } from "./mounts.ts";
import { endProcess, isAlive, listProcesses, sendSignal, withDescendants } from "./processes.ts";
import type { DaemonRecord } from "./start-daemon.ts";
import { waitUntil } from "./wait-until.ts";

/** The programs that the environment starts, and what they start for themselves, with their paths on the command line. */
const ours = /^(dockerd|containerd|containerd-shim|docker-registry|docker-proxy|unshare|qemu-system)/;

/** Clears away the runs whose owners have died. */
export async function sweepDeadRuns(): Promise<void> {
  mkdirSync(baseFolder, { recursive: true });
  await holdLock(join(baseFolder, ".lock-sweep"), async () => {
    for (const name of readdirSync(baseFolder)) {
      const owner = ownerOfRunFolder(name);
      if (owner && !isAlive(owner)) await sweepRun(join(baseFolder, name));
    }
  });
}

/** Ends the daemons of a run, the newest first, then everything they left, and removes its folder. */
export async function sweepRun(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const files = listRecords(folder);
  for (const file of files.filter((candidate) => candidate.endsWith(".pid.json"))) {
    const record: DaemonRecord = JSON.parse(readFileSync(file, "utf8"));
    await endProcess(record, record.graceMs);
  }
  await killStragglers(folder);
  for (const mount of listMounts(folder).reverse()) await unmount(mount);
  for (const loop of await listLoops()) if (loop.file.startsWith(`${folder}/`)) await detachLoop(loop.device);
  for (const file of files.filter((candidate) => candidate.endsWith(".bridge"))) {
    await removeBridge(readFileSync(file, "utf8"));
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** A killed engine leaves its containerd, its shims and the containers' processes. */
async function killStragglers(folder: string): Promise<void> {
  const roots = listProcesses().filter((info) => ours.test(info.name) && info.commandLine.includes(`${folder}/`));
  const stragglers = withDescendants(roots);
  for (const { pid } of stragglers) sendSignal(pid, "SIGKILL");
  const what = `the processes of ${folder} to end`;
  await waitUntil(() => stragglers.every((info) => !isAlive(info)), { timeoutMs: 10_000, what });
}

/** The files of the run and of the machines in it, in folders of their own; newest first. */
function listRecords(folder: string): string[] {
  const pathsOf = (parent: string) => readdirSync(parent).map((name) => join(parent, name));
  const machines = pathsOf(folder).filter((path) => /\/(fill|sshd-\w+|qemu-\w+)$/.test(path));
  return [...machines, folder].flatMap(pathsOf).sort((a, b) => statSync(b).ctimeMs - statSync(a).ctimeMs);
}
