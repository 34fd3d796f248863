// Loop devices: the kernel's block devices over a file. losetup makes and removes them; what there is, is read from sysfs.

import { readdir, readFile } from "node:fs/promises";
import { checkOnHost, quoteShell, type Wrapper } from "@ingot/sdk";

/** A loop device in use. */
export interface Loop {
  /** `/dev/loop3` */
  readonly device: string;
  readonly file: string;
  /** Where in the file it begins, in bytes. */
  readonly offset: number;
}

/**
 * The loop devices over a file, those over a part of it first.
 * @throws where sysfs is not mounted: without it nobody can tell whether a device is gone
 */
export async function loopsOver(file: string): Promise<readonly Loop[]> {
  const names = (await readdir("/sys/block")).filter((name) => /^loop\d+$/.test(name));
  const loops = await Promise.all(names.map(readLoop));
  return loops
    .filter((loop) => loop !== undefined)
    .filter((loop) => loop.file === file)
    .sort((a, b) => b.offset - a.offset);
}

/** Makes a loop device over a file and gives its path. The kernel, where it can, makes its partitions. */
export async function attachLoop(wrapper: Wrapper, file: string, signal: AbortSignal): Promise<string> {
  const answer = await checkOnHost(wrapper, `losetup --find --show --partscan -- ${quoteShell(file)}`, signal);
  return answer.trim();
}

/** Makes a loop device over a part of a file, given in bytes. */
export async function attachPart(
  wrapper: Wrapper,
  file: string,
  part: { readonly offset: number; readonly size: number },
  signal: AbortSignal,
): Promise<string> {
  const range = `--offset ${part.offset} --sizelimit ${part.size}`;
  return (await checkOnHost(wrapper, `losetup --find --show ${range} -- ${quoteShell(file)}`, signal)).trim();
}

/** Gives a loop device back; gone already is success. While it is in use it is only marked to go. */
export async function detach(wrapper: Wrapper, device: string, signal: AbortSignal): Promise<void> {
  await checkOnHost(wrapper, `losetup --detach ${quoteShell(device)}`, signal).catch((error: Error) => {
    if (!/No such device/i.test(error.message)) throw error;
  });
}

async function readLoop(name: string): Promise<Loop | undefined> {
  const read = (what: string) => readFile(`/sys/block/${name}/loop/${what}`, "utf8").catch(() => undefined);
  const [file, offset] = await Promise.all([read("backing_file"), read("offset")]);
  if (file === undefined) return undefined;
  // The kernel marks a file that was removed meanwhile.
  const path = file.replace(/\n$/, "").replace(/ \(deleted\)$/, "");
  return { device: `/dev/${name}`, file: path, offset: Number(offset ?? 0) };
}
