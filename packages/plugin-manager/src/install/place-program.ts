// Putting a verified program into its place, with its checksum beside it (plugin-protocol 1.2).

import { chmod, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { formatVersion, holdFileLock, type Version } from "@ingot/sdk";
import { type GoPlatform, programSuffix } from "../find/go-platform.ts";
import { pluginPrefix, sumSuffix } from "../find/read-file-name.ts";
import type { PluginDescription } from "../installed-plugin.ts";
import { PluginError } from "../plugin-error.ts";
import { notWritten } from "./http/open-fetcher.ts";
import type { PluginSource } from "./parse-source.ts";
import { sweepTemporaryFiles, temporaryPath } from "./temporary-files.ts";

/** Runs a program with `describe`. */
export type Describe = (path: string) => Promise<PluginDescription>;

/** The name of a plugin's program; metadata of the version does not stand in it. */
export function programName(source: PluginSource, version: Version, apiVersion: string, platform: GoPlatform): string {
  const text = formatVersion({ ...version, metadata: "" });
  return `${pluginPrefix}${source.name}_v${text}_${apiVersion}_${platform.os}_${platform.arch}${programSuffix(platform)}`;
}

/**
 * Makes the folder of a plugin, and gives names in it to work with; what is left under them is removed at the end, and so is what
 * installations that died have left.
 */
export async function workInFolder<T>(folder: string, work: (temporary: string) => Promise<T>): Promise<T> {
  const temporary = await temporaryPath(folder);
  try {
    await makeFolder(folder);
  } catch (error) {
    throw notWritten(folder, error);
  }
  await sweepTemporaryFiles(folder);
  try {
    return await work(temporary);
  } finally {
    for (const end of [".zip", ".program", ".program.exe", ".sum"]) await rm(`${temporary}${end}`, { force: true });
  }
}

/** `mkdir` with `recursive` reports a read-only file system as a missing folder. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && (await stat(path)).isDirectory()) return;
    if (code !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await makeFolder(path);
  }
}

/** Gives a program its name, and its checksum beside it, in steps that two installations at once do not mix. */
export async function placeProgram(
  root: string,
  temporary: { readonly program: string; readonly sum: string },
  path: string,
  sha256: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await chmod(temporary.program, 0o755);
    const file = await open(temporary.sum, "wx", 0o644);
    try {
      await file.writeFile(sha256);
      await file.chmod(0o644);
      await file.sync();
    } finally {
      await file.close();
    }
    await holdFileLock(
      join(root, ".ingot-install.lock"),
      async () => {
        await rename(temporary.program, path);
        await rename(temporary.sum, `${path}${sumSuffix}`);
      },
      signal,
    );
  } catch (error) {
    signal.throwIfAborted();
    throw notWritten(path, error);
  }
}

/**
 * Describes a program that was just written. While a process of ours is being started, it holds the files that we have open for a moment,
 * and a program that somebody may write to cannot be run (ETXTBSY): that passes.
 */
export async function describeFresh(path: string, describe: Describe): Promise<PluginDescription> {
  for (let tries = 0; ; tries++) {
    try {
      return await describe(path);
    } catch (error) {
      const cause = error instanceof PluginError ? (error.cause as NodeJS.ErrnoException | undefined) : undefined;
      if (cause?.code !== "ETXTBSY" || tries === 20) throw error;
      await sleep(50);
    }
  }
}
