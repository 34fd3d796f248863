import { basename } from "node:path";
import { compareVersions, parseVersion } from "@ingot/sdk";
import type { VersionedPlugin } from "../find/list-installed.ts";
import type { PluginDescription } from "../installed-plugin.ts";
import { PluginError } from "../plugin-error.ts";

/**
 * Whether a program says of itself what its file name says (plugin-protocol 1.2, rules 8 to 10). Throws a PluginError where it does not.
 * A pre-release other than "dev" is no mistake here: Packer takes such a plugin.
 */
export function checkDescription(plugin: VersionedPlugin, description: PluginDescription): void {
  const said = parseVersion(description.version);
  const file = basename(plugin.path);
  const again = `Install it again: its name and what it is must agree.`;
  if (!said || compareVersions(said, plugin.version) !== 0)
    throw new PluginError(
      `${file} is not the version that its name says`,
      `${plugin.path} says that it is version ${JSON.stringify(description.version)}. ${again}`,
    );
  if (description.apiVersion !== plugin.apiVersion)
    throw new PluginError(
      `${file} does not speak the API that its name says`,
      `${plugin.path} says that it speaks ${JSON.stringify(description.apiVersion ?? "")}. ${again}`,
    );
}
