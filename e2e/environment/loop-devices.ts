import { readdirSync } from "node:fs";
import { runCommand } from "./run-command.ts";
import { waitUntil } from "./wait-until.ts";

export interface LoopDevice {
  /** `/dev/loop3` */
  readonly device: string;
  /** The file behind it; a deleted one ends in ` (deleted)`. */
  readonly file: string;
}

/** The loop devices in use. */
export async function listLoops(): Promise<LoopDevice[]> {
  const { stdout } = await runCommand("losetup", ["--list", "--json", "--output", "NAME,BACK-FILE"]);
  if (stdout.trim() === "") return [];
  const list: { loopdevices: { name: string; "back-file": string | null }[] } = JSON.parse(stdout);
  return list.loopdevices.map((loop) => ({ device: loop.name, file: loop["back-file"] ?? "" }));
}

/** Puts a loop device over a file and gives its name. Its partitions are scanned for. */
export async function attachLoop(file: string): Promise<string> {
  return (await runCommand("losetup", ["--find", "--show", "--partscan", file])).stdout.trim();
}

/** Takes a loop device away and returns when it is seen gone: while somebody has it open, losetup only marks it. */
export async function detachLoop(device: string): Promise<void> {
  await runCommand("losetup", ["--detach", device], { mayFail: true });
  const isGone = async () => !(await listLoops()).some((loop) => loop.device === device);
  await waitUntil(isGone, { timeoutMs: 5_000, what: `${device} to be free` });
}

/** The partition nodes of loop devices: `/dev/loop3p1`. */
export function listPartitionNodes(): string[] {
  return readdirSync("/dev")
    .filter((name) => /^loop\d+p\d+$/.test(name))
    .map((name) => `/dev/${name}`);
}
