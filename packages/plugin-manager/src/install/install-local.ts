// `ingot plugins install -path`: a program that somebody built themselves gets its place (core-cli 2.9).

import { constants } from "node:fs";
import { copyFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { coreVersion, formatVersion, parseSemver } from "@ingot/sdk";
import { type GoPlatform, programSuffix } from "../find/go-platform.ts";
import { hashFile } from "../verify/hash-file.ts";
import { notWritten } from "./http/open-fetcher.ts";
import { InstallError } from "./install-error.ts";
import { isSpoken } from "./install-release.ts";
import type { PluginSource } from "./parse-source.ts";
import { type Describe, describeFresh, placeProgram, programName, workInFolder } from "./place-program.ts";

export interface LocalInstallOptions {
  /** The plugin folder. */
  readonly root: string;
  readonly platform: GoPlatform;
  readonly describe: Describe;
  readonly signal: AbortSignal;
}

/**
 * Copies a program to where plugins of its source and version lie. Throws InstallError where it is not a plugin, or not of a version that
 * can be installed; PluginError where it does not describe itself.
 */
export async function installLocal(
  program: string,
  source: PluginSource,
  { root, platform, describe, signal }: LocalInstallOptions,
): Promise<{ readonly path: string; readonly version: string; readonly sha256: string }> {
  const facts = await stat(program).catch(() => undefined);
  if (!facts?.isFile()) throw new InstallError("missing", `There is no file ${program}. Check the path behind -path.`);
  const description = await describe(program);
  const said = parseSemver(description.version);
  const saying = `${program} says that it is version ${JSON.stringify(description.version)}`;
  if (!said)
    throw new InstallError("unsuitable", `${saying}, which is not a version. Build it with one such as "1.2.3".`);
  if (said.prerelease !== "" && said.prerelease !== "dev")
    throw new InstallError(
      "unsuitable",
      `${saying}. The only pre-release that can be installed is "dev": build it as ${formatVersion(coreVersion(said))}-dev, or as a release.`,
    );
  const { apiVersion } = description;
  if (apiVersion === undefined || !/^x[0-9]{1,9}\.[0-9]{1,9}$/.test(apiVersion) || !isSpoken(apiVersion))
    throw new InstallError(
      "unsuitable",
      `${program} speaks the API ${JSON.stringify(apiVersion ?? "")}, and this version of Ingot speaks "x5.0". Build it with another version of the SDK.`,
    );
  const folder = join(root, ...source.parts);
  const version = { ...coreVersion(said), prerelease: said.prerelease };
  const path = join(folder, programName(source, version, apiVersion, platform));
  return workInFolder(folder, async (temporary) => {
    const copy = `${temporary}.program${programSuffix(platform)}`;
    await copyFile(program, copy, constants.COPYFILE_EXCL).catch((error) => {
      throw notWritten(path, error);
    });
    const { sha256 } = await hashFile(copy);
    // What was described must be what is installed.
    if ((await describeFresh(copy, describe)).version !== description.version)
      throw new InstallError("refused", `${program} was changed while it was installed. Try again.`);
    await placeProgram(root, { program: copy, sum: `${temporary}.sum` }, path, sha256, signal);
    return { path, version: formatVersion(version), sha256 };
  });
}
