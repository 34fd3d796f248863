// What a user does who has just cloned the repository, on a Debian machine with Node and nothing else: a new root folder.

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CommandResult, currentEnvironment, runCommand } from "../environment/index.ts";

const script = fileURLToPath(new URL("../../scripts/fresh-root.sh", import.meta.url));
const { archives, runFolder } = currentEnvironment();
const folder = mkdtempSync(join(runFolder, "fresh-"));
const root = join(folder, "root");

const inRoot = (...command: string[]): Promise<CommandResult> => runCommand("sh", [script, "run", root, ...command]);

beforeAll(async () => {
  await runCommand("sh", [script, "make", archives.debian, root]);
});
afterAll(() => rmSync(folder, { recursive: true }));

test("it has Node and none of what Ingot needs", async () => {
  expect((await inRoot("sh", "-c", "node --version; type git debootstrap qemu-img docker || true")).stdout).toMatch(
    /^v\d+\.\d+\.\d+\n[^/]*$/,
  );
});

test("the quickstart installs everything up to the first build", async () => {
  await inRoot("sh", "scripts/quickstart.sh", "--install-only");
  expect((await inRoot("bin/ingot", "version")).stdout).toMatch(/^Ingot v\d+\.\d+\.\d+/);
  for (const program of ["debootstrap", "sfdisk", "mkfs.ext4", "qemu-img", "qemu-system-x86_64"]) {
    await inRoot("sh", "-c", `command -v ${program}`);
  }
});

test("npm test installs everything that the tests need", async () => {
  await inRoot("npm", "test", "--", "--install-only");
  for (const program of ["dockerd", "docker-registry", "mkfs.btrfs", "tmux", "packer"]) {
    await inRoot("sh", "-c", `command -v ${program}`);
  }
});

test("no service was started, and the rule that prevented it is gone", () => {
  expect(existsSync(join(root, "usr/sbin/policy-rc.d"))).toBe(false);
  expect(existsSync(join(root, "run/docker.pid"))).toBe(false);
});

test("an ordinary user is told what works without root, and nothing changes", async () => {
  const status = () => inRoot("git", "-C", "/root/ingot", "status", "--short", "--ignored");
  const before = await status();
  const asNobody =
    "chmod -R go+rX /root && setpriv --reuid=65534 --regid=65534 --clear-groups sh scripts/quickstart.sh";
  expect((await inRoot("sh", "-c", asNobody)).stdout).toContain("you are not root. Nothing was changed.");
  expect(await status()).toEqual(before);
});
