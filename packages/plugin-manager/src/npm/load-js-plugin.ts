// Loads a plugin's code into this process and looks at what it gives. The plugin has its own copy of the SDK, so nothing is asked for its
// class: only for its shape, and for the version of that copy.

import { pathToFileURL } from "node:url";
import type { ComponentKind, PluginEntry } from "@ingot/engine";
import { type Plugin, registeredName, sdkMismatch, sdkVersion, templateName } from "@ingot/sdk";
import { PluginError } from "../plugin-error.ts";
import type { JsPackage } from "./js-package.ts";

/** How long a plugin's modules may take to load, in milliseconds: one may wait at its top level for ever. */
const loadMs = 60_000;

/** The plugin that is the default export of a package's code. @throws PluginError */
export async function loadJsPlugin(found: JsPackage, limitMs: number = loadMs): Promise<Plugin> {
  const module = await importWithin(found, limitMs);
  const plugin = defaultOf(module);
  if (plugin === undefined) {
    throw new PluginError(
      "Not a plugin",
      `${found.entry} has no default export that was made by definePlugin of @ingot/sdk. Write "export default definePlugin({ ... })" there.`,
    );
  }
  checkSdk(plugin, found);
  checkShape(plugin, found);
  return plugin as unknown as Plugin;
}

/** An entry of the registry over a loaded plugin, its components under the names of a template that calls the plugin `accessor`. */
export function entryOfJsPlugin(
  plugin: Plugin,
  accessor: string,
  facts: Pick<PluginEntry, "source" | "version">,
): PluginEntry {
  const sections = {
    builder: plugin.builders,
    provisioner: plugin.provisioners,
    "post-processor": plugin.postProcessors,
    "data source": plugin.dataSources,
  };
  const keysOf = (kind: ComponentKind) =>
    new Map(Object.keys(sections[kind]).map((key) => [templateName(accessor, registeredName(plugin, key)), key]));
  const keys = {
    builder: keysOf("builder"),
    provisioner: keysOf("provisioner"),
    "post-processor": keysOf("post-processor"),
    "data source": keysOf("data source"),
  };
  return {
    name: plugin.name,
    ...facts,
    offers: {
      builder: [...keys.builder.keys()],
      provisioner: [...keys.provisioner.keys()],
      "post-processor": [...keys["post-processor"].keys()],
      "data source": [...keys["data source"].keys()],
    },
    component: async (kind, type) => {
      const key = keys[kind].get(type);
      // The section is the one of the kind.
      return key === undefined ? undefined : (sections[kind][key] as never);
    },
    resourceKinds: async () => plugin.resourceKinds,
  };
}

async function importWithin({ entry }: JsPackage, limitMs: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it did not finish within ${limitMs / 1000} seconds`)), limitMs);
  });
  try {
    return await Promise.race([import(pathToFileURL(entry).href), late]);
  } catch (error) {
    throw new PluginError(
      "Plugin cannot be loaded",
      `Loading ${entry} failed: ${reasonOf(error)}. Build the plugin again, or tell its author.`,
      error,
    );
  } finally {
    clearTimeout(timer);
  }
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return (text.split("\n")[0] ?? "").replace(/\.$/, "");
}

type Unsure = Readonly<Record<string, unknown>>;

/** CommonJS code that was an ES module once has its default export below the one that Node gives it. */
function defaultOf(module: unknown): Unsure | undefined {
  const first = isObject(module) ? module.default : undefined;
  if (!isObject(first)) return undefined;
  if (typeof first.name === "string") return first;
  return isObject(first.default) && typeof first.default.name === "string" ? first.default : undefined;
}

function checkSdk(plugin: Unsure, { entry, name }: JsPackage): void {
  const mismatch = sdkMismatch(plugin.sdkVersion);
  if (!mismatch) return;
  const what = name ?? entry;
  if (mismatch === "not a version") {
    throw new PluginError(
      "Not a plugin",
      `The default export of ${entry} does not say with which version of @ingot/sdk it was made. Make it with definePlugin of @ingot/sdk.`,
    );
  }
  const advice =
    mismatch === "newer"
      ? "Update Ingot, or take an older version of the plugin"
      : "Take a newer version of the plugin, or build it with the SDK of this Ingot";
  throw new PluginError(
    "Plugin made for another SDK",
    `The plugin ${what} was made with @ingot/sdk ${plugin.sdkVersion}. This Ingot has ${sdkVersion}. ${advice}.`,
  );
}

/** Names that resources of others begin with. */
const reservedNames = ["sdk", "core", "chroot"];

function checkShape(plugin: Unsure, { entry }: JsPackage): void {
  const wrong = (what: string) =>
    new PluginError("Not a plugin", `The default export of ${entry} ${what}. Make it with definePlugin of @ingot/sdk.`);
  const name = String(plugin.name);
  if (!/^[a-z0-9]+([_-][a-z0-9]+)*$/.test(name) || reservedNames.includes(name))
    throw wrong(`has the name "${name}", which a plugin cannot have`);
  for (const section of ["builders", "provisioners", "postProcessors", "dataSources"]) {
    const components = plugin[section];
    if (!isObject(components)) throw wrong(`has no ${section}`);
    const called = new Map<string, string>();
    for (const [key, component] of Object.entries(components)) {
      if (!isObject(component) || typeof component.prepare !== "function" || !isObject(component.schema))
        throw wrong(`has "${key}" among its ${section}, which is no component`);
      const registered = registeredName({ name }, key);
      const other = called.get(registered);
      if (other !== undefined)
        throw wrong(`has "${other}" and "${key}" among its ${section}, which templates would call the same`);
      called.set(registered, key);
    }
  }
  const kinds = plugin.resourceKinds;
  if (!Array.isArray(kinds)) throw wrong("has no resourceKinds");
  for (const kind of kinds) {
    if (!isObject(kind) || typeof kind.kind !== "string" || !kind.kind.startsWith(`${name}.`))
      throw wrong(`has a kind of resource whose name does not begin with "${name}."`);
  }
}

function isObject(value: unknown): value is Unsure {
  return typeof value === "object" && value !== null;
}
