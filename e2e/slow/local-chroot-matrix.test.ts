// Every file system with every partition table, and every format of the finished image, made once with "local-chroot".

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { attachLoop, currentEnvironment, detachLoop, runCommand, takeInventory } from "../environment/index.ts";

const ingot = fileURLToPath(new URL("../../bin/ingot", import.meta.url));

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "local-chroot-matrix-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Wanted {
  readonly sizeMb: number;
  readonly table: "gpt" | "dos";
  readonly makeFileSystem: string;
  readonly format: string;
}

/** Builds a root of busybox and gives the path of the image. */
async function build({ sizeMb, table, makeFileSystem, format }: Wanted): Promise<string> {
  const path = join(folder, "matrix.pkr.hcl");
  writeFileSync(
    path,
    `source "local-chroot" "matrix" {
  from_scratch = true
  disk_size    = "${sizeMb}M"
  format       = "${format}"
  # The root is the second partition: the first one is in its way.
  mount_partition = "2"
  pre_mount_commands = [
    "printf 'start=1MiB, size=1MiB\\\\nsize=+\\\\n' | sfdisk --quiet --label ${table} {{.Device}}",
    "${makeFileSystem} {{.Device}}p2",
  ]
  post_mount_commands = ["tar -C {{.MountPath}} -xf ${currentEnvironment().archives.busybox}"]
}

build {
  sources = ["source.local-chroot.matrix"]
  provisioner "shell" {
    inline = ["grep ' / ' /proc/mounts | tail -n 1 > /provisioned"]
  }
}
`,
  );
  const env = { INGOT_STATE_DIR: join(folder, "state") };
  await runCommand(ingot, ["build", path], { cwd: folder, env });
  return join(folder, `output-matrix/matrix.${format}`);
}

/** What the provisioner wrote into the second partition of a raw image. */
async function readProvisioned(image: string): Promise<string> {
  const device = await attachLoop(image);
  try {
    await runCommand("partx", ["--add", device], { mayFail: true });
    const root = join(folder, "root");
    await runCommand("mkdir", [root]);
    await runCommand("mount", ["-o", "ro", `${device}p2`, root]);
    try {
      return readFileSync(join(root, "provisioned"), "utf8");
    } finally {
      await runCommand("umount", [root]);
    }
  } finally {
    await runCommand("partx", ["--delete", device], { mayFail: true });
    await detachLoop(device);
  }
}

/** Partition nodes of the devices over our files, and of devices that are free. */
async function leftNodes(): Promise<string[]> {
  return (await takeInventory({ below: [folder] })).partitionNodes;
}

const fileSystems = [
  ["ext4", 64, "mkfs.ext4 -q"],
  ["xfs", 400, "mkfs.xfs -q"],
  ["btrfs", 200, "mkfs.btrfs -q"],
] as const;
const tables = ["gpt", "dos"] as const;

test.each(fileSystems.flatMap((row) => tables.map((table) => [...row, table] as const)))(
  "a root on %s (%i MiB, %s) in a table of type %s",
  async (type, sizeMb, makeFileSystem, table) => {
    const image = await build({ sizeMb, table, makeFileSystem, format: "raw" });
    expect(await leftNodes()).toEqual([]);
    const { stdout } = await runCommand("sfdisk", ["--json", image]);
    expect(JSON.parse(stdout).partitiontable.label).toBe(table);
    expect(await readProvisioned(image)).toMatch(new RegExp(`^/dev/loop\\d+p2 / ${type} `));
    expect(await leftNodes()).toEqual([]);
  },
);

const formats = [
  ["raw", "raw", false],
  ["qcow2", "qcow2", true],
  ["vmdk", "vmdk", true],
  // qemu-img has no check for this one.
  ["vhd", "vpc", false],
] as const;

test.each(formats)("an image in the format %s, which qemu-img calls %s", async (format, name, canBeChecked) => {
  const image = await build({ sizeMb: 64, table: "gpt", makeFileSystem: "mkfs.ext4 -q", format });
  const info = JSON.parse((await runCommand("qemu-img", ["info", "-f", name, "--output=json", image])).stdout);
  expect(info).toMatchObject({ format: name, "virtual-size": 64 * 2 ** 20 });
  // What is empty takes no room.
  expect(info["actual-size"]).toBeLessThan(16 * 2 ** 20);
  if (canBeChecked) await runCommand("qemu-img", ["check", "-f", name, image]);
  const raw = join(folder, "converted.raw");
  await runCommand("qemu-img", ["convert", "-f", name, "-O", "raw", image, raw]);
  expect(existsSync(raw)).toBe(true);
  expect(await readProvisioned(raw)).toMatch(/ext4/);
});
