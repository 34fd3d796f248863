import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, it } from "vitest";
import { pluginCode } from "../../test/js-plugin.ts";
import { readJsPackage } from "./js-package.ts";
import { loadJsPlugin } from "./load-js-plugin.ts";
import { rememberedKind, rememberJsPlugin } from "./remember-js-plugin.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ingot-remember-"));
  return () => rm(folder, { recursive: true });
});

async function remember(file: string, changes: string): Promise<void> {
  const path = join(folder, file);
  await writeFile(path, pluginCode(changes));
  const found = await readJsPackage(path);
  await rememberJsPlugin(folder, await loadJsPlugin(found), found);
}

it("finds the kind of a plugin in the last place that has it", async () => {
  expect(await rememberedKind(folder, "tfvars.thing")).toBeUndefined();
  await remember("a.mjs", 'resourceKinds: [{ kind: "tfvars.thing", mark: "a" }]');
  await remember("b.mjs", 'resourceKinds: [{ kind: "tfvars.thing", mark: "b" }]');
  await remember("c.mjs", 'resourceKinds: [{ kind: "tfvars.other" }]');
  expect(await rememberedKind(folder, "tfvars.thing")).toMatchObject({ mark: "b" });
  await rm(join(folder, "b.mjs"));
  expect(await rememberedKind(folder, "tfvars.thing")).toMatchObject({ mark: "a" });
  expect(await rememberedKind(folder, "tfvars.none")).toBeUndefined();
  expect((await stat(join(folder, "js-plugins/tfvars.json"))).mode & 0o777).toBe(0o600);
});

it("keeps nothing of a plugin that owns nothing", async () => {
  await remember("a.mjs", "");
  await expect(stat(join(folder, "js-plugins"))).rejects.toThrow("ENOENT");
});

it.each(["../../etc/passwd.x", "", ".", "tfvars"])("of the kind %j there is nothing", async (kind) => {
  await remember("a.mjs", 'resourceKinds: [{ kind: "tfvars.thing" }]');
  await writeFile(join(folder, "js-plugins/tfvars.json"), "{");
  expect(await rememberedKind(folder, kind)).toBeUndefined();
});
