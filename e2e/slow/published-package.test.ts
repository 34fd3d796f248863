// The package as npm carries it: everything bundled, nothing to install beside it.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { runCommand } from "../environment/index.ts";

const cli = fileURLToPath(new URL("../../packages/cli", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "published-package-"));
const prefix = join(folder, "prefix");
const ingot = join(prefix, "bin/ingot");
afterAll(() => rmSync(folder, { recursive: true }));

test("npm pack takes the bundle and its licences, and no source maps", async () => {
  const { stdout } = await runCommand("npm", ["pack", "--json", "--pack-destination", folder], { cwd: cli });
  const [packed]: { filename: string; files: { path: string }[] }[] = JSON.parse(stdout);
  const paths = packed?.files.map((file) => file.path) ?? [];
  expect(paths).toEqual(
    expect.arrayContaining(["dist/main.js", "dist/LICENSE", "dist/THIRD-PARTY-NOTICES", "package.json"]),
  );
  expect(
    paths.filter(
      (path) => !/^(dist\/(main\.js|LICENSE|THIRD-PARTY-NOTICES|chunks\/.*\.js|lib\/[^/]+\.cjs)|[^/]+)$/.test(path),
    ),
    // What a packed plugin is served by, and what a new plugin begins with.
  ).toEqual(["dist/served/runtime.cjs", expect.stringMatching(/^dist\/vendor\/ingot-sdk-[\d.]+\.tgz$/)]);
  await runCommand("npm", [
    "install",
    "--global",
    "--prefix",
    prefix,
    "--offline",
    join(folder, packed?.filename ?? ""),
  ]);
});

test("it needs no other package and no install script", async () => {
  const listed = await runCommand("npm", ["ls", "--global", "--prefix", prefix, "--all", "--json"]);
  const { dependencies }: { dependencies: Record<string, object> } = JSON.parse(listed.stdout);
  expect(Object.keys(dependencies)).toEqual(["ingot"]);
  expect(dependencies.ingot).not.toHaveProperty("dependencies");
  const manifest = join(prefix, "lib/node_modules/ingot/package.json");
  expect(JSON.parse(readFileSync(manifest, "utf8"))).not.toHaveProperty("scripts");
});

test("it builds", async () => {
  const template = join(folder, "note.pkr.hcl");
  const target = join(folder, "note");
  writeFileSync(
    template,
    `source "file" "note" {\n  content = "hello"\n  target = "${target}"\n}\nbuild {\n  sources = ["source.file.note"]\n}\n`,
  );
  const env = { INGOT_STATE_DIR: join(folder, "state") };
  expect((await runCommand(ingot, ["version"], { env })).stdout).toMatch(/^Ingot v\d+\.\d+\.\d+/);
  expect((await runCommand(ingot, ["build", template], { env })).stdout).toContain("file.note");
});
