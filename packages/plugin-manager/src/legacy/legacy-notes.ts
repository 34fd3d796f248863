import { basename } from "node:path";
import type { ComponentKind, PluginNote } from "@ingot/engine";
import { quoteShell } from "@ingot/sdk";
import type { InstalledPlugin } from "../installed-plugin.ts";

/** The command that installs a program properly which has several components. */
function installLine({ path, name, source }: Pick<InstalledPlugin, "path" | "name" | "source">): string {
  return `ingot plugins install -path ${quoteShell(path)} ${source ?? `github.com/<you>/${name}`}`;
}

/** Said of a plugin without a checksum, and perhaps without a version, that runs nevertheless. */
export function unverified(plugin: Pick<InstalledPlugin, "path" | "name" | "source" | "version">): PluginNote {
  const lacks = plugin.version ? "no checksum beside it" : "no version in its name and no checksum beside it";
  return {
    severity: "warning",
    summary: `${basename(plugin.path)} runs without having been verified`,
    detail: `${plugin.path} has ${lacks}, and newer versions of Packer ignore such a file; with -strict-plugins Ingot does so, too. Install it properly:\n\n  ${installLine(plugin)}`,
  };
}

/** Said of a program with one component, as plugins were before Packer 1.7, that runs nevertheless. */
export function outdated(path: string): PluginNote {
  return {
    severity: "warning",
    summary: `${basename(path)} runs without having been verified`,
    detail: `${path} is a program with a single component, which newer versions of Packer ignore; with -strict-plugins Ingot does so, too. Have it built anew with a packer-plugin-sdk of 2021 or later, and install that:\n\n  ingot plugins install -path FILE github.com/<you>/NAME`,
  };
}

/** Why a component is not used that only such a file has or may have. */
export function refusedByStrictness(
  kind: ComponentKind,
  type: string,
  program: { readonly path: string; readonly plugin?: InstalledPlugin },
): PluginNote {
  const { path, plugin } = program;
  const how = plugin
    ? `or install it properly:\n\n  ${installLine(plugin)}`
    : "or have it built anew with a packer-plugin-sdk of 2021 or later, and install that.";
  return {
    severity: "error",
    summary: `The ${kind} "${type}" is in a file that is ignored`,
    detail: `${path} ${plugin ? "may have it, but it lacks the version or the checksum that an installed plugin has" : "has it, but it is a program with a single component"}; -strict-plugins, or INGOT_STRICT_PLUGINS, has such files ignored. Leave that out, ${how}`,
  };
}

/** Why a config file is refused that names components, as Packer 1.16 does. */
export function refusedConfig(names: readonly string[]): PluginNote {
  return {
    severity: "error",
    summary: "Packer's config file names components",
    detail: `It names ${names.join(", ")}, which newer versions of Packer do not take; -strict-plugins, or INGOT_STRICT_PLUGINS, has Ingot refuse it, too. Install the plugins that have them with "ingot plugins install" and take them out of the file, or leave out -strict-plugins.`,
  };
}
