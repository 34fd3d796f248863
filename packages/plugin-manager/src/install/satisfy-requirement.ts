// What `ingot init` does for one requirement of a template (core-cli 2.8), with the lock file.

import { compareVersions, formatVersion, parseConstraints, parseSemver, satisfies, type Version } from "@ingot/sdk";
import type { Inventory, VersionedPlugin } from "../find/list-installed.ts";
import type { LockedPlugin } from "../lock/lock.ts";
import type { Inspector } from "../verify/inspector.ts";
import { findInstalled, isOf, meetsByNumbers, NotLockedError } from "./find-installed.ts";
import { InstallError } from "./install-error.ts";
import { bestFiles, isSpoken } from "./install-release.ts";
import { type Obtained, type ObtainOptions, obtainPlugin } from "./obtain-plugin.ts";
import type { PluginSource } from "./parse-source.ts";

export interface Requirement {
  readonly source: PluginSource;
  /** ">= 1.2.0, < 2.0.0" */
  readonly constraints: string;
  readonly locked: LockedPlugin | undefined;
}

export interface SatisfyOptions extends Omit<ObtainOptions, "present"> {
  readonly inventory: Inventory;
  readonly inspector: Inspector;
  readonly upgrades: boolean;
  readonly forces: boolean;
  /** The lock file must hold all that it takes to verify the plugin. */
  readonly isLockReadOnly: boolean;
  /** How messages name the lock file. */
  readonly lockName: string;
}

export interface Satisfied {
  readonly version: string;
  readonly path: string;
  readonly isNew: boolean;
  /** The fingerprint of the key by which its checksums were just now found signed. */
  readonly signedBy: string | undefined;
  /** What the lock file is to hold of it. */
  readonly locked: LockedPlugin;
}

/** Sees that a requirement is satisfied. Throws InstallError, and the signal's reason. */
export async function satisfyRequirement(requirement: Requirement, options: SatisfyOptions): Promise<Satisfied> {
  const { source, locked } = requirement;
  const { upgrades, forces, platform, inventory, inspector, lockName } = options;
  const constraints = parseConstraints(requirement.constraints) ?? [];
  const key = `${platform.os}_${platform.arch}`;
  let exact = locked && !upgrades ? parseSemver(locked.version) : undefined;
  if (exact && !satisfies(exact, constraints))
    throw new InstallError(
      "missing",
      `${lockName} locks version ${locked?.version}, which does not meet "${requirement.constraints}". Run "ingot init -upgrade" to lock one that does.`,
    );
  if (!locked && options.isLockReadOnly)
    throw new InstallError(
      "missing",
      `It is not in ${lockName}, which -lockfile=readonly keeps as it is. Run "ingot init" without it, and commit the file.`,
    );
  let wrong: string | undefined;
  const lockedProgram = (version: Version) =>
    locked?.version === formatVersion(version) && !(upgrades && forces) ? locked.binaries.get(key) : undefined;
  const find = (fits: (version: Version) => boolean) =>
    findInstalled(inventory, inspector, {
      fits: (plugin) => isRelease(plugin) && isOf(plugin, source.text) && fits(plugin.version),
      locked: ({ version }) => lockedProgram(version),
      pass: (error) => {
        if (error instanceof NotLockedError) wrong = error.path;
      },
    });
  /** Where the lock file has archives and not this program, one of them has to tell whether the program is right. */
  const isUnknown = (version: Version) =>
    locked?.version === formatVersion(version) && locked.archives.size > 0 && lockedProgram(version) === undefined;

  if (!upgrades && !forces && !(exact && isUnknown(exact))) {
    const wanted = exact;
    const found = await find((version) =>
      wanted ? compareVersions(version, wanted) === 0 : satisfies(version, constraints),
    );
    if (found) {
      const { version, path } = found.plugin;
      return finish({ version, path, sha256: found.sha256, isNew: false }, requirement, key);
    }
  }
  if (forces && !upgrades) exact ??= (await find((version) => satisfies(version, constraints)))?.plugin.version;
  const anew = upgrades && forces;
  const obtained = await obtainPlugin(
    { source, constraints, exact, locked: anew ? undefined : locked },
    {
      ...options,
      present: async (version, file) => {
        // Only unpacking the archive tells whether it is the program in there.
        if (forces || isUnknown(version)) return undefined;
        const found = await find((other) => compareVersions(other, version) === 0);
        if (!found || (file.form === "program" && file.sha256 !== found.sha256)) return undefined;
        return { path: found.plugin.path, sha256: found.sha256 };
      },
    },
  ).catch((error: unknown) => {
    if (!(error instanceof InstallError)) throw error;
    const unreleased = inventory.plugins.find(
      (plugin) =>
        plugin.version.prerelease !== "" &&
        isSpoken(plugin.apiVersion) &&
        isOf(plugin, source.text) &&
        meetsByNumbers(plugin, constraints),
    );
    if (wrong === undefined && unreleased && !locked)
      throw new InstallError(
        error.kind,
        `${error.message}\nVersion ${formatVersion(unreleased.version)} is installed, and builds use it; only releases are installed and locked by "ingot init". If that version is meant, there is nothing to do.`,
        error,
      );
    if (wrong === undefined) throw error;
    throw new InstallError(
      error.kind,
      `${wrong} is not the program that ${lockName} has. If you have built it anew, take its block out of ${lockName} and run "ingot init"; the one that was locked could not be had:\n${error.message}`,
      error,
    );
  });
  return finish(obtained, anew ? { ...requirement, locked: undefined } : requirement, key);
}

function isRelease({ version, apiVersion }: VersionedPlugin): boolean {
  return version.prerelease === "" && isSpoken(apiVersion);
}

/** What was known of the same version stays, and what is known now is added. */
function finish(
  plugin: Omit<Obtained, "release"> & Partial<Pick<Obtained, "release">>,
  { source, constraints, locked }: Requirement,
  platform: string,
): Satisfied {
  const version = formatVersion(plugin.version);
  const before = locked?.version === version ? locked : undefined;
  const files = plugin.release ? [...bestFiles(plugin.release).values()] : [];
  const archives = files.filter(({ form }) => form === "archive");
  return {
    version,
    path: plugin.path,
    isNew: plugin.isNew,
    signedBy: plugin.release?.signedBy,
    locked: {
      source: locked?.source ?? source.text,
      version,
      constraints,
      archives: new Map([
        ...(before?.archives ?? []),
        ...archives.map((file) => [file.platform, file.sha256] as const),
      ]),
      binaries: new Map([...(before?.binaries ?? []), [platform, plugin.sha256] as const]),
      signedBy: plugin.release?.signedBy ?? before?.signedBy,
      integrity: undefined,
      contents: undefined,
    },
  };
}
