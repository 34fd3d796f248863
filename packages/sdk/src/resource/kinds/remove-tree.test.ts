import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { removeTree } from "./remove-tree.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "remove-tree-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a tree goes with everything in it, and nothing that its links point to", async () => {
  const tree = join(folder, "tree");
  const outside = join(folder, "outside");
  await mkdir(join(tree, "deep", "deeper"), { recursive: true });
  await mkdir(outside);
  await writeFile(join(outside, "precious"), "");
  await writeFile(join(tree, "deep", "file"), "");
  await symlink(outside, join(tree, "deep", "to-folder"));
  await symlink(join(outside, "precious"), join(tree, "to-file"));
  await symlink("nowhere", join(tree, "dangling"));
  await removeTree(tree);
  expect(await readdir(folder)).toEqual(["outside"]);
  expect(await readdir(outside)).toEqual(["precious"]);
});

test("a link goes, and what it points to stays", async () => {
  await mkdir(join(folder, "target"));
  await symlink("target", join(folder, "link"));
  await removeTree(join(folder, "link"));
  expect(await readdir(folder)).toEqual(["target"]);
});

test("gone already is success", async () => {
  await removeTree(join(folder, "never"));
});

test("what was to be below a file cannot be there", async () => {
  await writeFile(join(folder, "file"), "");
  await removeTree(join(folder, "file", "never"));
  expect(await readdir(folder)).toEqual(["file"]);
});

test("folders that may not be written go as well", async () => {
  const cache = join(folder, "cache");
  await mkdir(join(cache, "module"), { recursive: true });
  await writeFile(join(cache, "module", "file"), "");
  await chmod(join(cache, "module"), 0o500);
  await chmod(cache, 0o000);
  await removeTree(cache);
  expect(existsSync(cache)).toBe(false);
});

test.runIf(process.platform === "linux")("a folder with something mounted in it is refused as a whole", async () => {
  await expect(removeTree("/proc")).rejects.toThrow("/proc was not removed, because something is mounted in it: /proc");
});
