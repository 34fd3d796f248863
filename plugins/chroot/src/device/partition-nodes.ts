// The nodes of a loop device's partitions. Most kernels make them by themselves; some have no reader for partition tables, so partx tells
// them what is in the table; where that does not work either, each partition gets a loop device of its own and a link in the place of its node.

import { lstat, readdir, readFile } from "node:fs/promises";
import { basename } from "node:path";
import { checkOnHost, HostCommandError, quoteShell, type Wrapper } from "@ingot/sdk";
import { attachPart, detach, loopsOver } from "./loops.ts";
import { type Partition, readPartitionTable } from "./partition-table.ts";

const sectorSize = 512;

/**
 * Makes the partition nodes of a loop device agree with the table on it. Nothing of it may be mounted, unless they agree already.
 * @param file what the device stands on
 */
export async function rereadPartitions(
  wrapper: Wrapper,
  device: string,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  const table = await readTable(wrapper, device, signal);
  const links = await linkedParts(device, file);
  if (agrees(table, await kernelPartitions(device)) && links.length === 0) {
    await makeMissingNodes(wrapper, device, signal);
    return;
  }
  await removePartitionNodes(wrapper, device, signal);
  for (const loop of links) await detach(wrapper, loop, signal);
  if (table.length === 0) return;
  // Its success is judged by what is there afterwards.
  await checkOnHost(wrapper, `partx --add ${quoteShell(device)}`, signal).catch(ignoreFailure);
  await makeMissingNodes(wrapper, device, signal);
  const present = await kernelPartitions(device);
  for (const partition of table.filter((wanted) => !agrees([wanted], present))) {
    const part = await attachPart(wrapper, file, partition, signal);
    const node = `${device}p${partition.number}`;
    await checkOnHost(wrapper, `ln -s -- ${quoteShell(part)} ${quoteShell(node)}`, signal);
  }
}

/**
 * Removes every partition node of a loop device.
 * @throws HostCommandError while one of them is in use
 */
export async function removePartitionNodes(wrapper: Wrapper, device: string, signal: AbortSignal): Promise<void> {
  if ((await kernelPartitions(device)).length > 0) {
    await checkOnHost(wrapper, `partx --delete ${quoteShell(device)}`, signal);
  }
  const left = (await nodesOf(device)).map(quoteShell).join(" ");
  if (left !== "") await checkOnHost(wrapper, `rm -f -- ${left}`, signal);
}

/** The nodes of a device's partitions: `/dev/loop3p1`. */
export async function nodesOf(device: string): Promise<readonly string[]> {
  const name = basename(device);
  const pattern = new RegExp(`^${name}p\\d+$`);
  return (await readdir("/dev")).filter((entry) => pattern.test(entry)).map((entry) => `/dev/${entry}`);
}

/** The partitions that the kernel has of a device. */
async function kernelPartitions(device: string): Promise<readonly Partition[]> {
  const folder = `/sys/block/${basename(device)}`;
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    names
      .filter((name) => name.startsWith(`${basename(device)}p`))
      .map(async (name): Promise<Partition> => {
        const read = async (what: string) => Number(await readFile(`${folder}/${name}/${what}`, "utf8"));
        const [number, start, size] = await Promise.all([read("partition"), read("start"), read("size")]);
        return { number, offset: start * sectorSize, size: size * sectorSize };
      }),
  );
  return found;
}

/** Whether the kernel has every partition of the table, and none at all where the table is empty. */
function agrees(table: readonly Partition[], kernel: readonly Partition[]): boolean {
  if (table.length === 0) return kernel.length === 0;
  return table.every((wanted) =>
    kernel.some(
      (has) =>
        has.number === wanted.number &&
        has.offset === wanted.offset &&
        // Of an extended partition the kernel shows the first two sectors only.
        (has.size === wanted.size || has.size <= 2 * sectorSize),
    ),
  );
}

async function readTable(wrapper: Wrapper, device: string, signal: AbortSignal): Promise<readonly Partition[]> {
  try {
    return readPartitionTable(await checkOnHost(wrapper, `sfdisk --json ${quoteShell(device)}`, signal), device);
  } catch (error) {
    if (error instanceof HostCommandError && /does not contain a recognized partition table/.test(error.message))
      return [];
    throw error;
  }
}

/** Where /dev is an ordinary folder, as in most containers, the kernel's partitions have no nodes until somebody makes them. */
async function makeMissingNodes(wrapper: Wrapper, device: string, signal: AbortSignal): Promise<void> {
  for (const { number } of await kernelPartitions(device)) {
    const node = `${device}p${number}`;
    if (await lstat(node).catch(() => undefined)) continue;
    const numbers = await readFile(`/sys/block/${basename(device)}/${basename(node)}/dev`, "utf8");
    await checkOnHost(wrapper, `mknod ${quoteShell(node)} b ${numbers.trim().replace(":", " ")}`, signal);
  }
}

/** The loop devices over single partitions, made where the kernel takes none. */
async function linkedParts(device: string, file: string): Promise<readonly string[]> {
  return (await loopsOver(file)).map((loop) => loop.device).filter((other) => other !== device);
}

function ignoreFailure(error: unknown): void {
  if (!(error instanceof HostCommandError)) throw error;
}
