import { expect, test } from "vitest";
import { isWithin, mountsWithin, parseMounts, readMounts } from "./mount-table.ts";

const text = `22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 master:2 - ext4 /dev/vda rw
98 27 7:3 / /mnt/a\\040b rw - ext4 /dev/loop3 rw
99 98 254:0 /home/\\303\\244 /mnt/a\\040b/home rw shared:4 - ext4 /dev/vda rw
100 27 0:45 / /mnt/a rw - tmpfs none rw
`;

test("mountinfo is read with its optional fields and octal escapes", () => {
  expect(
    parseMounts(text).map(({ target, source, type, device, root }) => [target, source, type, device, root]),
  ).toEqual([
    ["/proc", "proc", "proc", "0:21", "/"],
    ["/", "/dev/vda", "ext4", "254:0", "/"],
    ["/mnt/a b", "/dev/loop3", "ext4", "7:3", "/"],
    ["/mnt/a b/home", "/dev/vda", "ext4", "254:0", "/home/ä"],
    ["/mnt/a", "none", "tmpfs", "0:45", "/"],
  ]);
  expect(mountsWithin("/mnt/a b", parseMounts(text)).map((mount) => mount.target)).toEqual([
    "/mnt/a b",
    "/mnt/a b/home",
  ]);
});

test.each([
  ["/a", "/a", true],
  ["/a/b", "/a", true],
  ["/ab", "/a", false],
  ["/a", "/a/b", false],
  ["/a", "/", true],
])("%s within %s: %s", (path, folder, is) => {
  expect(isWithin(path, folder)).toBe(is);
});

test.runIf(process.platform === "linux")("this machine has a root mount", () => {
  expect(readMounts().some((mount) => mount.target === "/")).toBe(true);
});
