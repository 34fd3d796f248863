import { compareVersions, coreVersion, formatVersion, parseConstraints, parseSemver, satisfies } from "@ingot/sdk";
import type { Inventory, VersionedPlugin } from "../find/list-installed.ts";
import type { LockedPlugin } from "../lock/lock.ts";

/** The API that Ingot speaks, as Packer 1.7 and newer do (plugin-protocol 1.6). */
const api = { major: 5, minor: 0 };

export interface ChoiceOptions {
  /** -ignore-prerelease-plugins: only releases count. */
  readonly ignoresPrereleases: boolean;
}

/** What is asked for: the plugin of a source, at a version. */
export interface Wanted {
  readonly source: string;
  /** A constraint: ">= 1.0.0, < 2.0.0". */
  readonly version: string;
}

/** The best installed plugin that is what is wanted, or why there is none. */
export type Choice =
  | { readonly plugin: VersionedPlugin }
  | {
      /** What is there instead: whole sentences. */
      readonly problem: string;
      /** Whether some version of it is installed. */
      readonly isThere: boolean;
    };

/**
 * Chooses the plugin that a template requires: of its source, with the highest version that the constraint allows, or the version that is
 * locked where that is there. Constraints are for the version without its pre-release: 1.2.3-dev satisfies ">= 1.2.3".
 */
export function choosePlugin(
  { plugins }: Inventory,
  { source, version }: Wanted,
  locked: Pick<LockedPlugin, "version"> | undefined,
  options: ChoiceOptions,
): Choice {
  const ofSource = plugins.filter((plugin) => plugin.source.toLowerCase() === source.toLowerCase());
  if (ofSource.length === 0) return { problem: "No version of it is installed.", isThere: false };
  const constraints = parseConstraints(version);
  const fitting = ofSource.filter(({ version: own }) => !constraints || satisfies(coreVersion(own), constraints));
  const otherwise = (problem: string) => ({ problem, isThere: true });
  if (fitting.length === 0) return otherwise(`Installed ${list(ofSource)}.`);
  const usable = fitting.filter((plugin) => isUsable(plugin, options));
  const [best] = usable.filter(({ hasSum }) => hasSum);
  if (best) {
    const lockedVersion = locked && parseSemver(locked.version);
    const asLocked = usable.find(
      (plugin) => plugin.hasSum && lockedVersion && compareVersions(plugin.version, lockedVersion) === 0,
    );
    return { plugin: asLocked ?? best };
  }
  const [first] = usable;
  if (first) return otherwise(`${first.path} has no checksum file beside it, by which it could be verified.`);
  const [other] = fitting;
  if (other && !speaksOurApi(other)) return otherwise(`${other.path} speaks API ${other.apiVersion}, and Ingot x5.0.`);
  return otherwise(`Installed ${list(fitting)}, and pre-releases are to be ignored (-ignore-prerelease-plugins).`);
}

/** The best plugin of each name, of any source: what a template uses that requires nothing (plugin-protocol 1.5). */
export function newestByName({ plugins }: Inventory, options: ChoiceOptions): readonly VersionedPlugin[] {
  const byName = new Map<string, VersionedPlugin>();
  // They come best first. One with a checksum is better than any without.
  for (const plugin of plugins) {
    if (!isUsable(plugin, options)) continue;
    const before = byName.get(plugin.name);
    if (!before || (plugin.hasSum && !before.hasSum)) byName.set(plugin.name, plugin);
  }
  return [...byName.values()];
}

function isUsable(plugin: VersionedPlugin, { ignoresPrereleases }: ChoiceOptions): boolean {
  return speaksOurApi(plugin) && !(ignoresPrereleases && plugin.version.prerelease !== "");
}

function speaksOurApi({ apiVersion }: VersionedPlugin): boolean {
  const [major, minor] = apiVersion.replace(/^x/, "").split(".").map(Number);
  return major === api.major && minor !== undefined && minor <= api.minor;
}

function list(plugins: readonly VersionedPlugin[]): string {
  const versions = [...new Set(plugins.map(({ version }) => formatVersion(version)))];
  return `${versions.length === 1 ? "is version" : "are versions"} ${versions.join(", ")}`;
}
