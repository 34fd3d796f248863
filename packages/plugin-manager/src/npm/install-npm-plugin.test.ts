import { access, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { manifestOf, pluginCode } from "../../test/js-plugin.ts";
import { type NpmRegistry, startNpmRegistry } from "../../test/npm-registry.ts";
import { hashPackage } from "./hash-package.ts";
import { installNpmPlugin, type NpmInstallOptions } from "./install-npm-plugin.ts";
import { listNpmPlugins } from "./list-npm-plugins.ts";

vi.setConfig({ testTimeout: 120_000 });

let registry: NpmRegistry;
let folder: string;

beforeAll(async () => {
  registry = await startNpmRegistry();
  for (const version of ["0.9.0", "1.0.0", "1.10.0", "1.9.0", "2.0.0-beta.1"])
    await registry.publish({
      "package.json": manifestOf("ingot-plugin-tfvars", version, {
        scripts: { install: "touch $HOME/ran", postinstall: "touch $HOME/ran" },
      }),
      "dist/index.js": pluginCode(),
    });
  await registry.publish({ "package.json": manifestOf("@acme/one", "1.0.0"), "dist/index.js": pluginCode() });
});
afterAll(() => registry.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ingot-npm-"));
  return () => rm(folder, { recursive: true });
});

function install(options: Partial<NpmInstallOptions> = {}) {
  return installNpmPlugin({
    package: "ingot-plugin-tfvars",
    constraint: "~> 1.0",
    npmFolder: join(folder, "npm"),
    cwd: folder,
    env: registry.env,
    signal: new AbortController().signal,
    ...options,
  });
}

it("installs the newest release that satisfies, and runs nothing of it", async () => {
  const done = await install();
  expect(done).toMatchObject({ version: "1.10.0", isNew: true });
  expect(done.integrity).toMatch(/^sha512-/);
  expect(done.contents).toBe(await hashPackage(done.folder));
  await expect(access(join(registry.env.HOME ?? "", "ran"))).rejects.toThrow("ENOENT");
  expect(await listNpmPlugins(join(folder, "npm"))).toMatchObject([
    { package: "ingot-plugin-tfvars", version: "1.10.0", folder: done.folder },
  ]);

  const asked = registry.asked.length;
  expect(await install()).toEqual({ ...done, isNew: false });
  expect(registry.asked.length).toBe(asked);

  await writeFile(join(done.folder, "dist/index.js"), "// another");
  expect((await install()).contents).not.toBe(done.contents);
});

it("installs the version of the lock file beside another", async () => {
  await install({ exact: "1.0.0" });
  expect(await install({ upgrades: true })).toMatchObject({ version: "1.10.0" });
  expect((await listNpmPlugins(join(folder, "npm"))).map(({ version }) => version)).toEqual(["1.0.0", "1.10.0"]);
});

it("installs a package with a scope that has one version", async () => {
  const done = await install({ package: "@acme/one", constraint: ">= 1.0.0" });
  expect(done.folder).toBe(join(folder, "npm/@acme/one@1.0.0/node_modules/@acme/one"));
});

it.each([
  [
    { constraint: ">= 3.0.0" },
    'No version of the npm package "ingot-plugin-tfvars" satisfies >= 3.0.0. There are 0.9.0, 1.0.0, 1.9.0, 1.10.0, 2.0.0-beta.1. Widen the constraint.',
  ],
  [{ exact: "1.0.1" }, "npm said: code ETARGET"],
  [{ exact: "../1.0.0" }, '"../1.0.0" is not a version of an npm package.'],
  [{ package: "ingot-plugin-none" }, "Correct the name in the template"],
  [{ env: { PATH: "/nonexistent" } }, 'the program "npm" is not in PATH'],
])("says what is wrong: %o", async (options, message) => {
  await expect(install(options)).rejects.toThrow(message);
  expect(await readdir(join(folder, "npm")).catch(() => [])).toEqual([]);
});
