// A disk of 64 MB that another process fills up at any moment.

import { mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { attachLoop, mount, runCommand, unmount } from "../environment/index.ts";

const sizeBytes = 64 * 2 ** 20;

export interface SmallDisk {
  /** Where it is mounted. */
  readonly folder: string;
  /** Leaves no room on it. */
  readonly fill: () => Promise<void>;
  readonly free: () => void;
  readonly remove: () => Promise<void>;
}

/** Makes a file system in a file of the folder and mounts it there. */
export async function addSmallDisk(parent: string): Promise<SmallDisk> {
  const folder = join(parent, "small-disk");
  const file = `${folder}.img`;
  writeFileSync(file, "");
  truncateSync(file, sizeBytes);
  await runCommand("mkfs.ext4", ["-q", "-m", "0", file]);
  const device = await attachLoop(file);
  mkdirSync(folder);
  await mount(device, folder);
  const filler = join(folder, "filler");
  return {
    folder,
    fill: async () => {
      await runCommand("sh", ["-c", 'exec cat /dev/zero > "$1"', "sh", filler], { mayFail: true });
    },
    free: () => rmSync(filler, { force: true }),
    remove: async () => {
      await unmount(folder);
      // Where another has a view of its own of all file systems, with this one in it, the device goes when that one ends.
      await runCommand("losetup", ["--detach", device], { mayFail: true });
      rmSync(file);
      rmSync(folder, { recursive: true });
    },
  };
}
