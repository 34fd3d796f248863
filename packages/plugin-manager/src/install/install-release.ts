// One version of a plugin: fetched, verified, unpacked, asked what it is, and only then given its name.

import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { compareVersions, formatVersion, parseVersion, type Version } from "@ingot/sdk";
import { type GoPlatform, programSuffix } from "../find/go-platform.ts";
import { PluginError } from "../plugin-error.ts";
import { hashFile } from "../verify/hash-file.ts";
import { InstallError } from "./install-error.ts";
import type { Progress, Release, ReleaseFile } from "./origins/origin.ts";
import type { PluginSource } from "./parse-source.ts";
import { type Describe, describeFresh, placeProgram, programName, workInFolder } from "./place-program.ts";
import { unpackProgram } from "./unpack-program.ts";

export interface InstallOptions {
  /** The plugin folder. */
  readonly root: string;
  readonly platform: GoPlatform;
  readonly describe: Describe;
  readonly progress: Progress;
  /** The SHA-256 that the program must have, by the lock file. */
  readonly lockedProgram?: string | undefined;
  readonly signal: AbortSignal;
}

/** The API of plugins that Ingot speaks (plugin-protocol 1.6). */
const spoken = { major: 5, minor: 0 };

/** The file for each platform: of several the one with the highest API version that can be used. */
export function bestFiles(release: Release): ReadonlyMap<string, ReleaseFile> {
  const usable = release.files.filter(({ apiVersion }) => isSpoken(apiVersion)).sort((a, b) => order(a) - order(b));
  return new Map(usable.map((file) => [file.platform, file]));
}

/** The file of a release for a platform. Throws InstallError where there is none that can be used. */
export function fileFor(release: Release, platform: GoPlatform, what: string): ReleaseFile {
  const key = `${platform.os}_${platform.arch}`;
  const best = bestFiles(release).get(key);
  if (best) return best;
  const other = release.files.find((file) => file.platform === key);
  throw new InstallError(
    "unsuitable",
    other
      ? `${what} speaks API ${other.apiVersion.slice(1)}, and this version of Ingot speaks ${spoken.major}.${spoken.minor}. Allow an older version of it, or use a newer Ingot.`
      : `${what} has no program for ${key}. Allow another version, or build it and install it with "ingot plugins install -path".`,
  );
}

/** Whether plugins of an API version can be used. */
export function isSpoken(apiVersion: string): boolean {
  const [major, minor] = apiVersion.slice(1).split(".").map(Number);
  return major === spoken.major && (minor ?? 0) <= spoken.minor;
}

/** The higher API version first; of the same, programs before archives: they need no unpacking. */
function order({ apiVersion, form }: ReleaseFile): number {
  return Number(apiVersion.split(".")[1]) * 2 + (form === "program" ? 1 : 0);
}

/** Installs a file of a release. Throws InstallError, and the signal's reason; nothing is left behind then. */
export async function installRelease(
  source: PluginSource,
  version: Version,
  release: Release,
  file: ReleaseFile,
  options: InstallOptions,
): Promise<{ readonly path: string; readonly sha256: string }> {
  const { root, platform, signal } = options;
  const folder = join(root, ...source.parts);
  const name = programName(source, version, file.apiVersion, platform);
  return workInFolder(folder, async (temporary) => {
    const program = `${temporary}.program${programSuffix(platform)}`;
    const fetched = file.form === "archive" ? `${temporary}.zip` : program;
    await release.fetch(file, fetched, options.progress);
    const { sha256: found } = await hashFile(fetched);
    signal.throwIfAborted();
    if (found !== file.sha256)
      throw new InstallError(
        "refused",
        `${file.fileName} has the SHA-256 checksum ${found}, and ${file.sha256} was expected. It was damaged on its way or is not the plugin: nothing of it was run. Try again, and tell the plugin's makers if it stays so.`,
      );
    const sha256 = file.form === "archive" ? await unpackProgram(fetched, name, program, signal) : found;
    if (options.lockedProgram !== undefined && sha256 !== options.lockedProgram)
      throw new InstallError(
        "refused",
        `The program in ${file.fileName} has the SHA-256 checksum ${sha256}, and the lock file has ${options.lockedProgram}. It is not the one that was locked, and was not run: find out what has changed.`,
      );
    // What was copied from a folder cannot be run yet.
    await chmod(program, 0o700);
    await checkProgram(program, version, file.apiVersion, options);
    signal.throwIfAborted();
    const path = join(folder, name);
    await placeProgram(root, { program, sum: `${temporary}.sum` }, path, sha256, signal);
    return { path, sha256 };
  });
}

/** Whether the program says of itself what the release says (core-cli 2.8). */
async function checkProgram(
  program: string,
  version: Version,
  apiVersion: string,
  { describe, signal }: InstallOptions,
): Promise<void> {
  const wanted = formatVersion(version);
  try {
    const description = await describeFresh(program, describe);
    const said = parseVersion(description.version);
    if (said && said.prerelease !== "")
      throw new InstallError(
        "refused",
        `The program of version ${wanted} says that it is the pre-release ${said.original}, and only releases are installed. Tell the plugin's makers.`,
      );
    if (!said || compareVersions(said, version) !== 0)
      throw new InstallError(
        "unsuitable",
        `The program of version ${wanted} says that it is version ${JSON.stringify(description.version)}.`,
      );
    if (description.apiVersion !== apiVersion)
      throw new InstallError(
        "unsuitable",
        `The program of version ${wanted} says that it speaks ${JSON.stringify(description.apiVersion ?? "")}, and its name says "${apiVersion}".`,
      );
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof InstallError) throw error;
    if (error instanceof PluginError)
      // The temporary name would tell nobody anything.
      throw new InstallError(
        "unsuitable",
        `The program of version ${wanted} cannot be used. ${error.detail.replaceAll(program, "PROGRAM")}`,
        error,
      );
    throw error;
  }
}
