import { bodyFromValue, type DecodeContext, decode, fromJs } from "@ingot/sdk";
import { expect, test } from "vitest";
import { localChrootConfig } from "./config.ts";

const start = { line: 1, column: 1, byte: 0 };
const range = { filename: "test.pkr.hcl", start, end: start };
const context: DecodeContext = {
  component: { kind: "builder", type: "local-chroot" },
  interpolate: (text) => ({ value: text }),
  render: (text, vars) => text.replace(/\{\{\.(\w+)\}\}/g, (_, name: string) => Object(vars)[name]),
};

const read = (config: object) =>
  decode(localChrootConfig, bodyFromValue(fromJs(config), false, { range, rangeOf: () => range }), context);

const empty = { from_scratch: true, disk_size: "1G", pre_mount_commands: ["mkfs.ext4 {{.Device}}"] };
const source = { source: "disk.qcow2", source_checksum: "none" };

test.each([
  [{}, "The disk has no source"],
  [empty, ""],
  [{ ...empty, disk_size: undefined }, 'An empty disk needs "disk_size"'],
  [{ ...empty, pre_mount_commands: [] }, 'An empty disk needs "pre_mount_commands"'],
  [{ ...empty, source: "x" }, '"source" and "from_scratch" exclude each other; A source needs a checksum'],
  [{ ...empty, disk_size: "big" }, '"big" is not a disk size'],
  [{ ...empty, chroot_mounts: [["proc", "/proc"]] }, "A mount has three parts, this one has 2"],
  [{ ...empty, image_name: "a/b" }, "An image name is not a path"],
  [source, "The download is not verified"],
  [{ source: "disk.qcow2" }, "A source needs a checksum"],
  [{ ...source, source_checksum: "sha256:12" }, '"sha256:12" is not a checksum'],
  [{ ...source, source: "git::x" }, '"git::x" cannot be fetched'],
])("%j: %s", (config, want) => {
  const given = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
  expect(
    read(given)
      .diagnostics.map((diagnostic) => diagnostic.summary)
      .join("; "),
  ).toBe(want);
});

test("what a template does not say", () => {
  expect(read(empty).config).toMatchObject({
    mount_partition: "1",
    format: "raw",
    chroot_mounts: [
      ["proc", "proc", "/proc"],
      ["sysfs", "sysfs", "/sys"],
      ["bind", "/dev", "/dev"],
      ["devpts", "devpts", "/dev/pts"],
      ["binfmt_misc", "binfmt_misc", "/proc/sys/fs/binfmt_misc"],
    ],
    copy_files: undefined,
  });
});
