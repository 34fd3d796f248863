import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openPlugin } from "./open-plugin.ts";

const folder = mkdtempSync(join(tmpdir(), "ingot-open-"));
afterAll(() => rmSync(folder, { recursive: true }));

function place(path: string, version: string): void {
  mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, path, "package.json"), JSON.stringify({ name: path, version }));
  writeFileSync(join(folder, path, "index.js"), "");
}
for (const version of ["1.9.0", "1.10.0"])
  place(`plugins/npm/some-plugin@${version}/node_modules/some-plugin`, version);
place("plugins/npm/@me/other@0.1.0/node_modules/@me/other", "0.1.0");
place("local", "2.0.0");

const around = { cwd: folder, env: { HOME: folder, INGOT_PLUGIN_PATH: join(folder, "plugins") } };

test.each([
  ["core", "0.5.0", undefined],
  ["docker", "1.1.2", undefined],
  ["local", "2.0.0", "local"],
  ["./local/index.js", undefined, "local"],
  ["some-plugin", "1.10.0", "plugins/npm/some-plugin@1.10.0/node_modules/some-plugin"],
  ["@me/other", "0.1.0", "plugins/npm/@me/other@0.1.0/node_modules/@me/other"],
])("%s is %s, from %s", async (name, version, path) => {
  const opened = await openPlugin(name, around, "0.5.0");
  expect([opened.version, opened.place?.folder]).toEqual([version, path && join(folder, path)]);
});

test("nothing is there", async () => {
  await expect(openPlugin("missing", around, "0.5.0")).rejects.toThrow("Plugin not found");
});
