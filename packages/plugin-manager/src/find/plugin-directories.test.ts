import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { PluginError } from "../plugin-error.ts";
import { hiddenFolder, pluginDirectories } from "./plugin-directories.ts";

const home = mkdtempSync(join(tmpdir(), "home-"));
const old = mkdtempSync(join(tmpdir(), "home-"));
mkdirSync(join(old, ".packer.d"));
const own = "/.local/share/ingot/plugins";

test.each<[string, NodeJS.ProcessEnv, readonly string[], string]>([
  ["a new home", { HOME: home }, [`${home}/.config/packer/plugins`, home + own], `${home}/.config/packer/plugins`],
  ["a home with .packer.d", { HOME: old }, [`${old}/.packer.d/plugins`, old + own], `${old}/.packer.d/plugins`],
  [
    "the folders of XDG",
    { HOME: home, XDG_CONFIG_HOME: "/c", XDG_DATA_HOME: "/d" },
    ["/c/packer/plugins", "/d/ingot/plugins"],
    "/c/packer/plugins",
  ],
  [
    "a relative XDG_DATA_HOME",
    { HOME: home, XDG_CONFIG_HOME: "/c", XDG_DATA_HOME: "d" },
    ["/c/packer/plugins", home + own],
    "/c/packer/plugins",
  ],
  [
    "PACKER_CONFIG_DIR",
    { HOME: old, PACKER_CONFIG_DIR: "/x" },
    ["/x/.packer.d/plugins", old + own],
    "/x/.packer.d/plugins",
  ],
  ["PACKER_PLUGIN_PATH", { HOME: old, PACKER_PLUGIN_PATH: "p" }, ["/cwd/p", old + own], "/cwd/p"],
  ["INGOT_PLUGIN_PATH", { HOME: old, INGOT_PLUGIN_PATH: "/i" }, ["/i", `${old}/.packer.d/plugins`], "/i"],
  ["both", { INGOT_PLUGIN_PATH: "/i", PACKER_PLUGIN_PATH: "/p" }, ["/i", "/p"], "/i"],
  ["both, and the same", { INGOT_PLUGIN_PATH: "/i", PACKER_PLUGIN_PATH: "/i" }, ["/i"], "/i"],
  ["no home, and one folder", { INGOT_PLUGIN_PATH: "/i", HOME: "" }, ["/i"], "/i"],
])("%s", (_, env, search, install) =>
  expect(pluginDirectories(env, "/cwd", "linux")).toMatchObject({ search, install }),
);

test.each<[string, NodeJS.ProcessEnv]>([
  ["several folders", { PACKER_PLUGIN_PATH: "/a:/b", HOME: home }],
  ["several folders of Ingot's", { INGOT_PLUGIN_PATH: "/a:", HOME: home }],
  ["no home", { HOME: "" }],
])("%s: refused", (_, env) => {
  expect(() => pluginDirectories(env, "/cwd", "linux")).toThrow(PluginError);
});

test.each<[NodeJS.ProcessEnv, string | undefined]>([
  [{ HOME: home }, undefined],
  [{ HOME: old }, `${old}/.config/packer/plugins`],
  [{ HOME: old, XDG_CONFIG_HOME: "/c" }, "/c/packer/plugins"],
  [{ HOME: old, PACKER_PLUGIN_PATH: "/p" }, undefined],
  [{ HOME: old, PACKER_CONFIG_DIR: "/p" }, undefined],
])("a folder that ~/.packer.d hides", (env, hidden) => expect(hiddenFolder(env, "linux")).toBe(hidden));

test("Windows", () => {
  const { install } = pluginDirectories({ APPDATA: "/app", HOME: "/h" }, "/cwd", "win32");
  expect(install).toBe("/app/packer.d/plugins");
});

test.each<[NodeJS.ProcessEnv, string]>([
  [{ HOME: home }, `${home}${own}/npm`],
  [{ HOME: home, INGOT_PLUGIN_PATH: "i" }, "/cwd/i/npm"],
])("npm packages never lie in Packer's folder", (env, npm) => {
  expect(pluginDirectories(env, "/cwd", "linux").npm).toBe(npm);
});
