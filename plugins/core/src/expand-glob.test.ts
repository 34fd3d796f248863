import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkGlob, expandGlob } from "./expand-glob.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ingot-glob-"));
  await mkdir(join(folder, "d/e"), { recursive: true });
  for (const name of ["a.txt", "b.txt", ".hidden", "[x]", "d/c.txt", "d/e/f.txt", "a-b"])
    await writeFile(join(folder, name), "");
  await symlink("nowhere", join(folder, "broken"));
});
afterAll(() => rm(folder, { recursive: true }));

test.each([
  ["*.txt", ["a.txt", "b.txt"]],
  ["*", [".hidden", "[x]", "a-b", "a.txt", "b.txt", "broken", "d"]],
  ["?.txt", ["a.txt", "b.txt"]],
  ["[a].txt", ["a.txt"]],
  ["[^a].txt", ["b.txt"]],
  ["[a-c].txt", ["a.txt", "b.txt"]],
  ["[c-a].txt", []],
  ["a[\\-x]b", ["a-b"]],
  ["\\[x]", ["[x]"]],
  ["*/c.txt", ["d/c.txt"]],
  ["d/*", ["d/c.txt", "d/e"]],
  ["**/f.txt", []],
  ["*/*/f.txt", ["d/e/f.txt"]],
  ["a.txt", ["a.txt"]],
  ["broken", ["broken"]],
  ["nowhere", []],
  ["a.txt/*", []],
])("%s", async (pattern, wanted) => {
  const found = await expandGlob(`${folder}/${pattern}`);
  expect(found.map((path) => path.slice(folder.length + 1))).toEqual(wanted);
});

test.each([
  ["[", false],
  ["[]", false],
  ["[a", false],
  ["[a-]", false],
  ["[-a]", false],
  ["a\\", false],
  ["[^]", false],
  ["a]", true],
  ["[a-z0-9_]*/?", true],
])("%j is well formed: %s", (pattern, wanted) => expect(checkGlob(pattern)).toBe(wanted));
