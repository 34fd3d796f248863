import { mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PluginFinder, RequiredPlugin } from "@ingot/engine";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { manifestOf, pluginCode, writeFiles } from "../../test/js-plugin.ts";
import { readJsPackage } from "./js-package.ts";
import { loadJsPlugin } from "./load-js-plugin.ts";
import { openJsFinder } from "./open-js-finder.ts";

let folder: string;
let templateDir: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), "ingot-js-")));
  templateDir = join(folder, "templates/web");
  await mkdir(templateDir, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

const position = { line: 1, column: 1, byte: 0 };
const range = { filename: "x.pkr.hcl", start: position, end: position };

function finder(source: string, version = ">= 1.0.0", name = "tfvars"): PluginFinder {
  const required: RequiredPlugin = { name, source, version, range };
  return openJsFinder({ required: [required], templateDir, npmFolder: join(folder, "npm") });
}

/** What is said of the post-processor "tfvars", the folder of the test as $; the entry's names where there is one. */
async function ask(source: string, version?: string, type = "tfvars", name?: string): Promise<string> {
  const { entry, notes } = await finder(source, version, name).find("post-processor", type);
  if (entry) return [entry.version ?? "no version", ...Object.values(entry.offers).flat()].join(" ");
  return notes
    .map(({ summary, detail }) =>
      `${summary}: ${detail}`.replaceAll(folder, "$").replace(/ \(line \d+ column \d+\)/, ""),
    )
    .join("\n");
}

const tfvars = { "package.json": manifestOf("ingot-plugin-tfvars", "1.2.0"), "dist/index.js": pluginCode() };
const npm = "npm/ingot-plugin-tfvars";

describe("a plugin from npm", () => {
  it.each([
    ["beside the template", "templates/web/node_modules/ingot-plugin-tfvars"],
    ["above it", "node_modules/ingot-plugin-tfvars"],
    ["where Ingot installed it", "npm/ingot-plugin-tfvars@1.2.0/node_modules/ingot-plugin-tfvars"],
  ])("is found %s", async (_, place) => {
    await writeFiles(join(folder, place), tfvars);
    expect(await ask(npm)).toBe("1.2.0 tfvars-check tfvars");
  });

  it("has its scope", async () => {
    const files = { ...tfvars, "package.json": manifestOf("@acme/tfvars", "1.0.0") };
    await writeFiles(join(folder, "npm/@acme/tfvars@1.0.0/node_modules/@acme/tfvars"), files);
    expect(await ask("npm/@acme/tfvars")).toBe("1.0.0 tfvars-check tfvars");
  });

  it("is called as the template says", async () => {
    await writeFiles(join(folder, "node_modules/ingot-plugin-tfvars"), tfvars);
    expect(await ask(npm, ">= 1.0.0", "vars", "vars")).toBe("1.2.0 vars-check vars");
  });

  it("comes from Ingot's folder where the one beside the template has another version, the newest that satisfies", async () => {
    await writeFiles(join(folder, "node_modules/ingot-plugin-tfvars"), tfvars);
    for (const version of ["2.0.0", "2.10.0", "2.9.0", "3.0.0"]) {
      const files = { ...tfvars, "package.json": manifestOf("ingot-plugin-tfvars", version) };
      await writeFiles(join(folder, `npm/ingot-plugin-tfvars@${version}/node_modules/ingot-plugin-tfvars`), files);
    }
    expect(await ask(npm, "~> 2.0")).toBe("2.10.0 tfvars-check tfvars");
  });

  it("comes from where the locked version is", async () => {
    await writeFiles(join(folder, "node_modules/ingot-plugin-tfvars"), tfvars);
    const locked = { ...tfvars, "package.json": manifestOf("ingot-plugin-tfvars", "1.1.0") };
    await writeFiles(join(folder, "npm/ingot-plugin-tfvars@1.1.0/node_modules/ingot-plugin-tfvars"), locked);
    const required = [{ name: "tfvars", source: npm, version: ">= 1.0.0", range }];
    const places = { required, templateDir, npmFolder: join(folder, "npm") };
    const find = async (version: string) => {
      const found = await openJsFinder({ ...places, lockedVersion: () => version }).find("post-processor", "tfvars");
      return found.entry?.version ?? found.notes.map(({ detail }) => detail.replaceAll(folder, "$")).join();
    };
    expect(await Promise.all([find("1.1.0"), find("1.2.0")])).toEqual(["1.1.0", "1.2.0"]);
    expect(await find("1.3.0")).toMatchInlineSnapshot(
      `"The template asks for npm/ingot-plugin-tfvars >= 1.0.0, locked at 1.3.0. There is 1.2.0 in $/node_modules/ingot-plugin-tfvars, 1.1.0 in $/npm/ingot-plugin-tfvars@1.1.0/node_modules/ingot-plugin-tfvars. Run "ingot init -upgrade" on the template, or widen the constraint."`,
    );
  });

  it("is refused with another version", async () => {
    await writeFiles(join(folder, "node_modules/ingot-plugin-tfvars"), tfvars);
    expect(await ask(npm, ">= 2.0.0")).toMatchInlineSnapshot(
      `"Plugin version not available: The template asks for npm/ingot-plugin-tfvars >= 2.0.0. There is 1.2.0 in $/node_modules/ingot-plugin-tfvars. Run "ingot init -upgrade" on the template, or widen the constraint."`,
    );
  });

  it("is missed", async () => {
    expect(await ask(npm)).toMatchInlineSnapshot(
      `"Plugin not installed: The npm package "ingot-plugin-tfvars" is neither in a node_modules folder of the template's folder or above it, nor installed by Ingot. Run "ingot init" on the template, or "npm install ingot-plugin-tfvars" beside it."`,
    );
  });
});

describe("a plugin beside the template", () => {
  it.each([
    ["./plugins/tfvars", "templates/web/plugins/tfvars"],
    ["../../plugins/tfvars", "plugins/tfvars"],
    ["./plugins/../tfvars", "templates/web/tfvars"],
  ])("is found at %s", async (source, place) => {
    await writeFiles(join(folder, place), tfvars);
    expect(await ask(source, ">= 0")).toBe("1.2.0 tfvars-check tfvars");
  });

  it("may be one file", async () => {
    await writeFiles(templateDir, { "tfvars.mjs": pluginCode() });
    expect(await ask("./tfvars.mjs", ">= 0")).toBe("no version tfvars-check tfvars");
  });

  it("may be CommonJS", async () => {
    const code = pluginCode().replace("export default", "exports.default =");
    await writeFiles(join(templateDir, "p"), { "index.cjs": code, "package.json": '{ "main": "index.cjs" }' });
    expect(await ask("./p", ">= 0")).toBe("no version tfvars-check tfvars");
  });

  it("may be a link within the folder", async () => {
    await writeFiles(join(templateDir, "real"), tfvars);
    await symlink("real", join(templateDir, "p"));
    expect(await ask("./p", ">= 0")).toBe("1.2.0 tfvars-check tfvars");
  });

  it("is not followed out of the folder", async () => {
    await writeFiles(join(folder, "elsewhere"), tfvars);
    await symlink(join(folder, "elsewhere"), join(templateDir, "p"));
    expect(await ask("./p", ">= 0")).toMatchInlineSnapshot(
      `"Plugin outside of the template's folder: The source "./p" leads to $/elsewhere/dist/index.js by a symbolic link, outside of $/templates/web. Put the plugin itself there, or name its place with "../"."`,
    );
    await writeFiles(join(templateDir, "q"), { "package.json": manifestOf("q", "1.0.0") });
    await symlink(join(folder, "elsewhere/dist"), join(templateDir, "q/dist"));
    expect(await ask("./q", ">= 0")).toMatchInlineSnapshot(
      `"Plugin outside of its folder: $/templates/web/q/dist/index.js leads out of the plugin's folder, to $/elsewhere/dist/index.js. Put the file itself there."`,
    );
  });

  it.each([
    ["nothing there", {}, undefined, "Plugin not found: There is no $/templates/web/p. Correct the path."],
    [
      "not built",
      { "p/package.json": manifestOf("p", "1.0.0") },
      undefined,
      'Plugin not built: $/templates/web/p has no ./dist/index.js, which its package.json names as the plugin\'s code. Run "npm run build" there.',
    ],
    [
      "TypeScript",
      {
        "p/package.json": '{ "exports": { ".": { "types": "./x.d.ts", "default": "./src/index.ts" } } }',
        "p/src/index.ts": "",
      },
      undefined,
      'Plugin in TypeScript: The code of the plugin $/templates/web/p is $/templates/web/p/src/index.ts: TypeScript, which Node.js does not run. Build the plugin, and let "exports" of its package.json name the JavaScript file.',
    ],
    [
      "no default export",
      { "p/index.js": "module.exports = 1;" },
      undefined,
      'Not a plugin: $/templates/web/p/index.js has no default export that was made by definePlugin of @ingot/sdk. Write "export default definePlugin({ ... })" there.',
    ],
    [
      "throws",
      { "p/index.js": 'throw new TypeError("no\\nway");' },
      undefined,
      "Plugin cannot be loaded: Loading $/templates/web/p/index.js failed: TypeError: no. Build the plugin again, or tell its author.",
    ],
    [
      "imports what is not there",
      { "p/index.mjs": 'import "not-there";', "p/package.json": '{ "exports": "./index.mjs" }' },
      undefined,
      "Plugin cannot be loaded: Loading $/templates/web/p/index.mjs failed: Error: Cannot find package 'not-there' imported from $/templates/web/p/index.mjs. Build the plugin again, or tell its author.",
    ],
    [
      "newer SDK",
      { "p.mjs": pluginCode("", "9.0.0") },
      "./p.mjs",
      "Plugin made for another SDK: The plugin $/templates/web/p.mjs was made with @ingot/sdk 9.0.0. This Ingot has 0.1.0. Update Ingot, or take an older version of the plugin.",
    ],
    [
      "older SDK",
      { "p.mjs": pluginCode("", "0.0.1") },
      "./p.mjs",
      "Plugin made for another SDK: The plugin $/templates/web/p.mjs was made with @ingot/sdk 0.0.1. This Ingot has 0.1.0. Take a newer version of the plugin, or build it with the SDK of this Ingot.",
    ],
    [
      "made by hand",
      { "p.mjs": 'export default { name: "tfvars" };' },
      "./p.mjs",
      "Not a plugin: The default export of $/templates/web/p.mjs does not say with which version of @ingot/sdk it was made. Make it with definePlugin of @ingot/sdk.",
    ],
    [
      "the name of something else",
      { "p.mjs": pluginCode('name: "sdk"') },
      "./p.mjs",
      'Not a plugin: The default export of $/templates/web/p.mjs has the name "sdk", which a plugin cannot have. Make it with definePlugin of @ingot/sdk.',
    ],
    [
      "no components",
      { "p.mjs": pluginCode("builders: { a: 1 }") },
      "./p.mjs",
      'Not a plugin: The default export of $/templates/web/p.mjs has "a" among its builders, which is no component. Make it with definePlugin of @ingot/sdk.',
    ],
    [
      "two of a name",
      { "p.mjs": pluginCode('builders: { "tfvars-a": component, a: component }') },
      "./p.mjs",
      'Not a plugin: The default export of $/templates/web/p.mjs has "tfvars-a" and "a" among its builders, which templates would call the same. Make it with definePlugin of @ingot/sdk.',
    ],
    [
      "resources of others",
      { "p.mjs": pluginCode('resourceKinds: [{ kind: "docker.container" }]') },
      "./p.mjs",
      'Not a plugin: The default export of $/templates/web/p.mjs has a kind of resource whose name does not begin with "tfvars.". Make it with definePlugin of @ingot/sdk.',
    ],
    [
      "no JSON",
      { "p/package.json": "{" },
      undefined,
      "Unreadable package.json: $/templates/web/p/package.json cannot be read: Expected property name or '}' in JSON at position 1. Correct the file, or install the plugin anew.",
    ],
    [
      "a wrong version",
      { "p/index.js": "", "p/package.json": '{ "version": "0.1.0" }' },
      undefined,
      "Plugin version not available: The template asks for ./p >= 1.0.0. There is 0.1.0 in $/templates/web/p. Take another version of the plugin, or widen the constraint.",
    ],
  ])("is refused: %s", async (_, files, source, message) => {
    await writeFiles(templateDir, files);
    const isAboutVersion = message.startsWith("Plugin version");
    expect(await ask(source ?? "./p", isAboutVersion ? ">= 1.0.0" : ">= 0")).toBe(message);
  });

  it("is not waited for without end", async () => {
    await writeFiles(templateDir, { "p.mjs": "await new Promise(() => {});" });
    const found = await readJsPackage(join(templateDir, "p.mjs"));
    await expect(loadJsPlugin(found, 10)).rejects.toThrow("it did not finish within 0.01 seconds. Build");
  });
});

describe("what is loaded", () => {
  const count = () => (globalThis as { loadedPlugins?: number }).loadedPlugins ?? 0;

  it("is loaded for its own types only, and once", async () => {
    await writeFiles(templateDir, { "p.mjs": pluginCode() });
    const { find } = finder("./p.mjs", ">= 0");
    const before = count();
    expect(await find("provisioner", "shell")).toEqual({ notes: [] });
    expect(await find("provisioner", "tfvarsx")).toEqual({ notes: [] });
    expect(count()).toBe(before);
    const [first, second] = await Promise.all([find("post-processor", "tfvars"), find("provisioner", "tfvars-check")]);
    expect(first.entry).toBe(second.entry);
    expect(await first.entry?.component("post-processor", "tfvars")).toBeDefined();
    expect(await first.entry?.component("provisioner", "tfvars-check")).toBeDefined();
    expect(count()).toBe(before + 1);
  });

  it("is all there is, where everything is asked for", async () => {
    await writeFiles(templateDir, { "p.mjs": pluginCode() });
    const required = ["./p.mjs", "./q.mjs"].map((source, i) => ({ name: `v${i}`, source, version: ">= 0", range }));
    const { openAll, names } = openJsFinder({ required, templateDir, npmFolder: undefined });
    expect((await openAll()).map(({ summary }) => summary)).toEqual(["Plugin not found"]);
    expect([names("post-processor"), names("provisioner"), names("builder")]).toEqual([["v0"], ["v0-check"], []]);
  });

  it("says what there is, for a name that is not", async () => {
    await writeFiles(templateDir, { "p.mjs": pluginCode() });
    expect(await ask("./p.mjs", ">= 0", "tfvars-json")).toMatchInlineSnapshot(
      `"Unknown post-processor "tfvars-json": The plugin ./p.mjs, which the template calls "tfvars", has no post-processor "tfvars-json". It has the provisioner "tfvars-check", the post-processor "tfvars". Correct the name."`,
    );
  });
});
