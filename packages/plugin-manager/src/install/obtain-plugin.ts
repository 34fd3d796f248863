// One plugin from the first place that has it: the newest version that may be used, or exactly the one that is locked.

import { type Constraint, compareVersions, formatVersion, satisfies, type Version } from "@ingot/sdk";
import type { LockedPlugin } from "../lock/lock.ts";
import { InstallError } from "./install-error.ts";
import { bestFiles, fileFor, type InstallOptions, installRelease } from "./install-release.ts";
import type { Origin, Release, ReleaseFile } from "./origins/origin.ts";
import type { PluginSource } from "./parse-source.ts";

export interface Wish {
  readonly source: PluginSource;
  readonly constraints: readonly Constraint[];
  /** Only this version; the constraints are met by it. */
  readonly exact?: Version | undefined;
  /** What the lock file holds of the plugin: the checksums of a version that it has must be these. */
  readonly locked?: LockedPlugin | undefined;
}

export interface ObtainOptions extends Omit<InstallOptions, "lockedProgram"> {
  readonly origins: readonly Origin[];
  /** Whether a release without a signature is one that has none: there are keys to verify them by. */
  readonly checksSignatures: boolean;
  /** The program of that version where it is installed and right; it is not fetched again then. */
  readonly present: (version: Version, file: ReleaseFile) => Promise<InstalledProgram | undefined>;
}

export interface InstalledProgram {
  readonly path: string;
  readonly sha256: string;
}

export interface Obtained extends InstalledProgram {
  readonly version: Version;
  readonly release: Release;
  readonly isNew: boolean;
}

/** How many versions are tried before it is given up. */
const mostTries = 50;

/** Installs a plugin. Throws InstallError with what was wrong with each place and version, and the signal's reason. */
export async function obtainPlugin(wish: Wish, options: ObtainOptions): Promise<Obtained> {
  const { source, constraints, exact } = wish;
  const reasons: string[] = [];
  for (const origin of options.origins) {
    try {
      const all = exact ? [exact] : await origin.versions(source);
      const versions = all
        .filter((version) => exact || mayInstall(version, constraints))
        .sort((a, b) => compareVersions(b, a));
      if (versions.length === 0)
        reasons.push(
          `${origin.name} has no release of it that meets the constraint${thereAre(all)}. Widen the constraint.`,
        );
      for (const version of versions.slice(0, mostTries)) {
        try {
          return await obtainVersion(version, origin, wish, options);
        } catch (error) {
          if (!(error instanceof InstallError) || !isPassedOver(error)) throw error;
          reasons.push(error.message);
        }
      }
    } catch (error) {
      if (!(error instanceof InstallError) || error.kind === "refused") throw error;
      reasons.push(error.message);
    }
  }
  const what = exact
    ? `version ${formatVersion(exact)}`
    : `it (${constraints.map(({ original }) => original).join(", ")})`;
  if (options.origins.length === 0)
    throw new InstallError(
      "missing",
      `There is no place to install ${what} from: -offline leaves only folders, and INGOT_PLUGIN_MIRROR names none. Name one, or run it once without -offline.`,
    );
  throw new InstallError(
    "missing",
    reasons.length === 1 ? (reasons[0] ?? "") : reasons.map((reason) => `- ${reason}`).join("\n"),
  );
}

/** A version that is listed, and not there, is no better than one that cannot be used. */
function isPassedOver({ kind }: InstallError): boolean {
  return kind === "unsuitable" || kind === "missing";
}

async function obtainVersion(version: Version, origin: Origin, wish: Wish, options: ObtainOptions): Promise<Obtained> {
  const { source, locked } = wish;
  const release = await origin.release(source, version);
  const isLocked = locked !== undefined && locked.version === formatVersion(version);
  if (isLocked) checkArchives(release, locked, origin);
  if (options.checksSignatures && locked?.signedBy !== undefined && release.signedBy === undefined)
    throw new InstallError(
      "refused",
      `${origin.name} has no signature for version ${formatVersion(version)}, and that of version ${locked.version} was signed by ${locked.signedBy}. Find out why; "ingot init -upgrade -force" takes it without.`,
    );
  const file = fileFor(release, options.platform, `Version ${formatVersion(version)} in ${origin.name}`);
  const there = await options.present(version, file);
  if (there) return { ...there, version, release, isNew: false };
  const { os, arch } = options.platform;
  const lockedProgram = isLocked ? locked.binaries.get(`${os}_${arch}`) : undefined;
  const done = await installRelease(source, version, release, file, { ...options, lockedProgram });
  return { ...done, version, release, isNew: true };
}

/** Whether the archives are those that were locked. Another place may have packed the same version anew, so it is not refused for good. */
function checkArchives(release: Release, locked: LockedPlugin, origin: Origin): void {
  for (const { platform, sha256, form } of bestFiles(release).values()) {
    const expected = (form === "archive" ? locked.archives : locked.binaries).get(platform);
    if (expected === undefined || expected === sha256) continue;
    throw new InstallError(
      "unsuitable",
      `${origin.name} has another ${form} of version ${locked.version} for ${platform} than the one that the lock file has (sha256:${expected}). If that is right, lock it anew with "ingot init -upgrade -force".`,
    );
  }
}

function mayInstall(version: Version, constraints: readonly Constraint[]): boolean {
  return version.prerelease === "" && version.metadata === "" && satisfies(version, constraints);
}

function thereAre(versions: readonly Version[]): string {
  const newest = [...versions].sort((a, b) => compareVersions(b, a)).slice(0, 5);
  return newest.length === 0
    ? ""
    : `; the newest there ${newest.length === 1 ? "is" : "are"} ${newest.map(formatVersion).join(", ")}`;
}
