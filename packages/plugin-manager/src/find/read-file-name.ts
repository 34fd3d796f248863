import { formatVersion, parseSemver, type Version } from "@ingot/sdk";
import { type GoPlatform, programSuffix } from "./go-platform.ts";

/** What stands in front of the name of every plugin's program. */
export const pluginPrefix = "packer-plugin-";

/** What is behind a program's path to name the file with its checksum. */
export const sumSuffix = "_SHA256SUM";

/** What the name of a plugin's program says (plugin-protocol 1.2); `problem` says why such a file is passed over. */
export type FileName =
  | { readonly name: string; readonly version: Version; readonly apiVersion: string }
  | { readonly problem: string };

/** Reads the name of a file. Undefined where it is not, or is not meant to be, a plugin of this platform. */
export function readFileName(file: string, platform: GoPlatform): FileName | undefined {
  const suffix = `_${platform.os}_${platform.arch}${programSuffix(platform)}`;
  if (!file.startsWith(pluginPrefix) || !file.endsWith(suffix)) return undefined;
  const middle = file.slice(pluginPrefix.length, -suffix.length);
  // The name has no "_" in it: everything up to the first one is the name, and then come version and API version.
  const [name = "", versionText, apiVersion, ...rest] = middle.split("_");
  if (!isPluginName(name)) return { problem: "what stands behind packer-plugin- is not the name of a plugin" };
  if (versionText === undefined || apiVersion === undefined || rest.length > 0)
    return { problem: "a plugin is named packer-plugin-NAME_vVERSION_xAPI_OS_ARCH" };
  const version = versionText.startsWith("v") ? parseSemver(versionText.slice(1)) : undefined;
  if (!version) return { problem: `"${versionText}" is not a version such as v1.2.3` };
  if (version.metadata !== "") return { problem: "a version in a file name has no build metadata" };
  const canonical = `v${formatVersion(version)}`;
  if (canonical !== versionText) return { problem: `the version is to be written ${canonical}` };
  if (!/^x[0-9]{1,9}\.[0-9]{1,9}$/.test(apiVersion))
    return { problem: `"${apiVersion}" is not an API version such as x5.0` };
  return { name, version, apiVersion };
}

/** Whether a text can be the name of a plugin: a label of a domain name, without what Packer's own programs begin with. */
export function isPluginName(name: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,126}[A-Za-z0-9])?$/.test(name) && !/--|^packer-/.test(name);
}

/** Whether a text can be a part of a source address that lies in the file system: nothing that leads elsewhere or hides. */
export function isSourcePart(part: string): boolean {
  return /^[A-Za-z0-9_](?:[A-Za-z0-9._~:-]{0,252}[A-Za-z0-9_])?$/.test(part) && !part.includes("..");
}
