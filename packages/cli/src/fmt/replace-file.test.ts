import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { replaceFile } from "./replace-file.ts";

let folder = "";
let path = "";

beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), "ingot-fmt-"));
  path = join(folder, "a");
  fs.writeFileSync(path, "before");
});

afterEach(() => fs.rmSync(folder, { recursive: true }));

it.each([0o600, 0o664, 0o755])("keeps the mode %o, and leaves nothing beside the file", async (mode) => {
  fs.chmodSync(path, mode);
  await replaceFile(path, "after");
  expect(fs.readFileSync(path, "utf8")).toBe("after");
  expect(fs.statSync(path).mode & 0o7777).toBe(mode);
  expect(fs.readdirSync(folder)).toEqual(["a"]);
});

it("writes what a link leads to", async () => {
  const link = join(folder, "link");
  fs.symlinkSync("a", link);
  await replaceFile(link, "after");
  expect(fs.lstatSync(link).isSymbolicLink()).toBe(true);
  expect(fs.readFileSync(path, "utf8")).toBe("after");
});

it("writes a file with two names under both", async () => {
  const other = join(folder, "other");
  fs.linkSync(path, other);
  await replaceFile(path, "after");
  expect(fs.readFileSync(other, "utf8")).toBe("after");
});

it.skipIf(process.getuid?.() !== 0)("keeps the owner (asked as root only)", async () => {
  fs.chownSync(path, 1234, 1235);
  await replaceFile(path, "after");
  const { uid, gid } = fs.statSync(path);
  expect([uid, gid]).toEqual([1234, 1235]);
});

it("says which file could not be written", async () => {
  await expect(replaceFile(join(folder, "none"), "after")).rejects.toThrow("no such file or directory");
});
