// What the finder says of plugins that cannot be used.

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ComponentKind, PluginEntry, PluginNote, RequiredPlugin } from "@ingot/engine";
import { suggestName } from "@ingot/hcl";
import { quoteShell } from "@ingot/sdk";
import type { Inventory } from "../find/list-installed.ts";
import type { InstalledPlugin } from "../installed-plugin.ts";
import { PluginError } from "../plugin-error.ts";
import { nameTemplate } from "./name-template.ts";

export interface MissingPlugin {
  readonly wanted: RequiredPlugin;
  /** What is there instead: whole sentences. */
  readonly problem: string;
  /** Whether another version of it is there, or one that cannot be used. */
  readonly isThere: boolean;
  /** The level of the built-in plugin of that source, where there is one. */
  readonly builtInLevel: string | undefined;
  readonly inventory: Inventory;
  /** A folder with plugins that is not looked through, because `~/.packer.d` is there. */
  readonly hidden: string | undefined;
  /** What stands for the template in commands that a person is to type. */
  readonly template: string;
}

/** A required plugin is not there, or not as it is required. */
export function notInstalled({
  wanted,
  problem,
  isThere,
  builtInLevel,
  inventory,
  hidden,
  template,
}: MissingPlugin): PluginError {
  const { name, source, version } = wanted;
  const level = builtInLevel && `The plugin that comes with Ingot is at the level of ${builtInLevel}.`;
  // Somebody may have built it, and copied it to where Packer once looked.
  const copied = inventory.unversioned.find((plugin) => plugin.name === source.split("/").at(-1));
  const elsewhere = hidden === undefined || isThere ? undefined : join(hidden, ...source.split("/"));
  const hint =
    elsewhere !== undefined && existsSync(elsewhere)
      ? `It lies in ${elsewhere}, where nobody looks since there is a folder ~/.packer.d: move it to that folder's plugins/${source}, or set PACKER_PLUGIN_PATH to ${hidden}.`
      : undefined;
  const advice = copied
    ? `${copied.path} may be it, but nothing tells its version or checksum. Install it:\n\n  ingot plugins install -path ${quoteShell(copied.path)} ${source}`
    : nameTemplate('Run "ingot init", which installs what is missing.', template);
  const sentences = [`The template requires it as "${name}", version ${version}.`, problem, level, hint ?? advice];
  const summary = `Plugin ${source} is not installed${isThere ? " as it is required" : ""}`;
  return new PluginError(summary, sentences.filter((one) => one).join(" "));
}

/** A plugin is there, and does not have the component. */
export function lacksComponent(
  { plugin, entry }: { readonly plugin: InstalledPlugin; readonly entry: PluginEntry },
  kind: ComponentKind,
  type: string,
): PluginNote {
  const kinds = Object.keys(entry.offers) as ComponentKind[];
  const ordered = [kind, ...kinds.filter((one) => one !== kind)];
  const there = ordered.flatMap((one) => entry.offers[one].map((name) => `the ${one} "${name}"`));
  const meant = suggestName(type, entry.offers[kind]);
  const advice = meant === undefined ? "Correct the name, or use a version that has it." : `Did you mean "${meant}"?`;
  const named = plugin.source === undefined ? plugin.path : `${plugin.source} ${entry.version ?? ""}`;
  return {
    severity: "error",
    summary: `Unknown ${kind} "${type}"`,
    detail: `The plugin ${named}, known as "${entry.name}", has no ${kind} "${type}". It has ${there.join(", ") || "nothing"}. ${advice}`,
  };
}
