// What a plugin in JavaScript owns may outlive the run: another process must find the plugin again, by the name of the kind alone, when
// there is no template any more that says where it lies. So its place is written down before it can own anything.

import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type AnyResourceKind, type Plugin, writeWholeFile } from "@ingot/sdk";
import { PluginError } from "../plugin-error.ts";
import { type JsPackage, readJsPackage } from "./js-package.ts";
import { loadJsPlugin } from "./load-js-plugin.ts";

/** The most places that are kept of plugins of one name. */
const mostPlaces = 20;

/** Writes down where a plugin with resources of its own lies. */
export async function rememberJsPlugin(
  stateDir: string,
  { name, resourceKinds }: Plugin,
  { entry }: JsPackage,
): Promise<void> {
  if (resourceKinds.length === 0) return;
  const before = await placesOf(stateDir, name);
  if (before[0] === entry) return;
  await mkdir(folderIn(stateDir), { recursive: true, mode: 0o700 });
  const places = [entry, ...before.filter((place) => place !== entry)].slice(0, mostPlaces);
  await writeWholeFile(fileOf(stateDir, name), 0o600, (file) => file.writeFile(`${JSON.stringify(places)}\n`));
}

/** A kind of resource of a plugin that was written down; the last place that has it. A plugin that is gone or broken has none. */
export async function rememberedKind(stateDir: string, kind: string): Promise<AnyResourceKind | undefined> {
  const name = kind.split(".")[0] ?? "";
  for (const place of await placesOf(stateDir, name)) {
    try {
      const plugin = await loadJsPlugin(await readJsPackage(place));
      const found = plugin.resourceKinds.find((candidate) => candidate.kind === kind);
      if (found && plugin.name === name) return found;
    } catch (error) {
      if (!(error instanceof PluginError)) throw error;
    }
  }
  return undefined;
}

async function placesOf(stateDir: string, name: string): Promise<readonly string[]> {
  // It comes from a journal, and becomes the name of a file.
  if (!/^[a-z0-9_-]+$/.test(name)) return [];
  const text = await readFile(fileOf(stateDir, name), "utf8").catch(() => "[]");
  try {
    const places: unknown = JSON.parse(text);
    return Array.isArray(places) ? places.filter((place) => typeof place === "string") : [];
  } catch {
    return [];
  }
}

function folderIn(stateDir: string): string {
  return join(stateDir, "js-plugins");
}

function fileOf(stateDir: string, name: string): string {
  return join(folderIn(stateDir), `${name}.json`);
}
