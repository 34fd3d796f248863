// What lies in the plugin folders, by names alone: no file is opened, and none is run. What somebody else may have put there (a folder that
// contains itself, a pipe, a name that leads elsewhere, a million files) costs a note and nothing else.

import type { Dirent } from "node:fs";
import { opendir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { compareVersions, type Version } from "@ingot/sdk";
import type { InstalledPlugin } from "../installed-plugin.ts";
import { currentPlatform, type GoPlatform, programSuffix } from "./go-platform.ts";
import { npmFolder } from "./plugin-directories.ts";
import { isPluginName, isSourcePart, pluginPrefix, readFileName, sumSuffix } from "./read-file-name.ts";

/** A single-component program of the time before plugins had several, found by its name: `packer-builder-NAME`. */
export interface SingleComponent {
  readonly path: string;
  readonly kind: "builder" | "provisioner" | "post-processor";
  /** The name that templates use. */
  readonly type: string;
}

/** A plugin whose place and name say everything. */
export interface VersionedPlugin extends InstalledPlugin {
  readonly source: string;
  readonly version: Version;
  readonly apiVersion: string;
  /** Whether a file with its checksum lies beside it. */
  readonly hasSum: boolean;
}

/** What lies in the plugin folders. */
export interface Inventory {
  /** Plugins with a version and a place that says where they are from: the best first, by name, version and API version. */
  readonly plugins: readonly VersionedPlugin[];
  /** Files `packer-plugin-NAME` in a plugin folder itself, by the custom of Packer before 1.7. */
  readonly unversioned: readonly InstalledPlugin[];
  readonly single: readonly SingleComponent[];
  /** What was passed over, and why: a phrase. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/** How many parts a source address may have (plugin-protocol 1.2). */
const deepest = 16;
/** A folder of plugins with more entries than this is none. */
const mostEntries = 100_000;

/**
 * Lists what is installed for a platform in `folders`, the first of which win over later ones. Folders that are not there are empty.
 *
 * @param most how many entries of folders are looked at
 */
export async function listInstalled(
  folders: readonly string[],
  platform: GoPlatform = currentPlatform(),
  most = mostEntries,
): Promise<Inventory> {
  const inventory = { plugins: [], unversioned: [], single: [], skipped: [] };
  const walk: Walk = { platform, most, entriesLeft: most, ...inventory };
  for (const root of folders) await listFolder(root, [], [], walk);
  walk.plugins.sort(bestFirst);
  const { plugins, unversioned, single, skipped } = walk;
  return { plugins, unversioned, single, skipped };
}

interface Walk {
  readonly platform: GoPlatform;
  readonly most: number;
  entriesLeft: number;
  readonly plugins: VersionedPlugin[];
  readonly unversioned: InstalledPlugin[];
  readonly single: SingleComponent[];
  readonly skipped: Inventory["skipped"][number][];
}

async function listFolder(path: string, parts: readonly string[], above: readonly string[], walk: Walk): Promise<void> {
  const skip = (reason: string) => void walk.skipped.push({ path, reason });
  let real: string;
  const entries: Dirent[] = [];
  try {
    real = await realpath(path);
    if (above.includes(real)) return skip("the folder contains itself");
    for await (const entry of await opendir(path)) {
      walk.entriesLeft -= 1;
      if (walk.entriesLeft < 0) return skip(`there are more than ${walk.most} files in the plugin folders`);
      entries.push(entry);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A plugin folder that is not there is the ordinary case, and what went away meanwhile is not there either.
    if (code === "ENOENT") return undefined;
    return skip(`it cannot be read (${code})`);
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const names = new Set(entries.map(({ name }) => name));
  for (const entry of entries) {
    if (parts.length === 0 && entry.name === npmFolder) continue;
    const own = join(path, entry.name);
    const type = await typeOf(entry, own);
    if (type === "folder") {
      if (!isSourcePart(entry.name)) walk.skipped.push({ path: own, reason: "its name cannot be part of a source" });
      else if (parts.length === deepest) walk.skipped.push({ path: own, reason: "it lies deeper than a source can" });
      else await listFolder(own, [...parts, entry.name], [...above, real], walk);
    } else if (type === "file") {
      if (parts.length === 0) noteLegacy(entry.name, own, walk);
      else noteFile(entry.name, own, parts, names.has(`${entry.name}${sumSuffix}`), walk);
    }
  }
}

/** What an entry is, behind links; neither for pipes, devices, sockets and links to nowhere. */
async function typeOf(entry: Dirent, path: string): Promise<"folder" | "file" | undefined> {
  const facts = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
  if (facts?.isDirectory()) return "folder";
  return facts?.isFile() ? "file" : undefined;
}

function noteFile(file: string, path: string, parts: readonly string[], hasSum: boolean, walk: Walk): void {
  const read = readFileName(file, walk.platform);
  if (!read) return;
  if ("problem" in read) walk.skipped.push({ path, reason: read.problem });
  else if (parts.length < 3)
    walk.skipped.push({ path, reason: "its folder is not a source such as github.com/you/name" });
  else walk.plugins.push({ path, source: parts.join("/"), hasSum, ...read });
}

function noteLegacy(file: string, path: string, walk: Walk): void {
  const legacy = readLegacyName(file, path, walk.platform);
  if (!legacy) return;
  if ("kind" in legacy) walk.single.push(legacy);
  else walk.unversioned.push(legacy);
}

const singleKinds = ["builder", "provisioner", "post-processor"] as const;

/** Reads the name of a program as it was before Packer 1.7: `packer-plugin-NAME`, `packer-builder-NAME`. */
export function readLegacyName(
  file: string,
  path: string,
  platform: GoPlatform,
): InstalledPlugin | SingleComponent | undefined {
  const suffix = programSuffix(platform);
  if (!file.endsWith(suffix)) return undefined;
  const bare = suffix === "" ? file : file.slice(0, -suffix.length);
  if (bare.startsWith(pluginPrefix)) {
    const name = bare.slice(pluginPrefix.length);
    return isPluginName(name)
      ? { path, name, source: undefined, version: undefined, apiVersion: undefined }
      : undefined;
  }
  const kind = singleKinds.find((candidate) => bare.startsWith(`packer-${candidate}-`));
  const type = kind && bare.slice(`packer-${kind}-`.length);
  return kind && type && isPluginName(type) ? { path, kind, type } : undefined;
}

/** By name; then the newest version, and of those the newest API version. Of equals the one that was found first stays first. */
function bestFirst(a: VersionedPlugin, b: VersionedPlugin): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return compareVersions(b.version, a.version) || compareApi(b.apiVersion, a.apiVersion);
}

function compareApi(a: string, b: string): number {
  const [[major = 0, minor = 0], [otherMajor = 0, otherMinor = 0]] = [apiNumbers(a), apiNumbers(b)];
  return major - otherMajor || minor - otherMinor;
}

function apiNumbers(text: string): readonly number[] {
  return text.replace(/^x/, "").split(".").map(Number);
}
