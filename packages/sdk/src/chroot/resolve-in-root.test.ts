import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { resolveInRoot } from "./resolve-in-root.ts";

let root = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "ingot-root-"));
  await mkdir(join(root, "usr/lib"), { recursive: true });
  await mkdir(join(root, "etc"));
  await writeFile(join(root, "etc/hosts"), "");
  await symlink("usr/lib", join(root, "lib"));
  await symlink("/etc", join(root, "absolute"));
  await symlink("../../../../../../etc", join(root, "upwards"));
  await symlink("../run/stub.conf", join(root, "etc/resolv.conf"));
  await symlink("circle", join(root, "circle"));
});
afterAll(() => rm(root, { recursive: true }));

test.each([
  ["/etc/hosts", "etc/hosts"],
  ["etc//./hosts", "etc/hosts"],
  ["/", ""],
  ["/../../etc/hosts", "etc/hosts"],
  ["/lib/x/y", "usr/lib/x/y"],
  ["/absolute/hosts", "etc/hosts"],
  ["/upwards/hosts", "etc/hosts"],
  ["/etc/resolv.conf", "run/stub.conf"],
  ["/lib/../etc", "usr/etc"],
])("%s stands at %s", async (path, want) => {
  expect(await resolveInRoot(root, path)).toBe(join(root, want));
});

test("a link at the end can be meant itself", async () => {
  expect(await resolveInRoot(root, "/etc/resolv.conf", { keepLast: true })).toBe(join(root, "etc/resolv.conf"));
});

test("a circle of links is an error", async () => {
  await expect(resolveInRoot(root, "/circle/x")).rejects.toThrow("too many symbolic links");
});
