// The state folder: $INGOT_STATE_DIR, else $XDG_STATE_HOME/ingot, else ~/.local/state/ingot (XDG Base Directory Specification). Below it,
// `runs` has one folder a run:
//
//   runs/<run>                 a run, by its journal
//   runs/<run>@<process>       the same, claimed by a process that cleans it up
//   runs/.new-<run>@<process>  not yet a run: its first record is being written
//   runs/.old-...              no run any more: on its way out

import { mkdir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";

/** A state folder that cannot be used, or a journal in it. `summary` is a phrase, `detail` sentences that end with what to do. */
export class StateError extends Error {
  readonly summary: string;
  readonly detail: string;
  constructor(summary: string, detail: string, cause?: unknown) {
    super(`${summary}: ${detail}`, { cause });
    this.name = "StateError";
    this.summary = summary;
    this.detail = detail;
  }
}

/** Where Ingot keeps its state. A relative $XDG_STATE_HOME is to be ignored, says its specification. */
export function findStateDir(env: Readonly<Record<string, string | undefined>>, home: string = homedir()): string {
  if (env.INGOT_STATE_DIR) return env.INGOT_STATE_DIR;
  const xdg = env.XDG_STATE_HOME;
  return xdg && isAbsolute(xdg) ? join(xdg, "ingot") : join(home, ".local", "state", "ingot");
}

/** The folder with one folder a run. */
export function runsFolder(stateDir: string): string {
  return join(stateDir, "runs");
}

/** Makes the state folder, 0700, if it is not there. Throws a StateError. */
export async function makeStateFolder(stateDir: string): Promise<void> {
  try {
    await makeFolder(runsFolder(stateDir));
  } catch (error) {
    throw stateError(stateDir, error);
  }
}

/** `mkdir` with `recursive` reports a read-only file system as a missing folder. */
async function makeFolder(path: string): Promise<void> {
  const tryOnce = () =>
    mkdir(path, { mode: 0o700 }).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST" && (await stat(path)).isDirectory()) return;
      throw error;
    });
  await tryOnce().catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT" || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await tryOnce();
  });
}

/** Says what is wrong with the state folder, and what to do, from an error of the file system. */
export function stateError(path: string, cause: unknown): StateError {
  const code = (cause as NodeJS.ErrnoException).code;
  const elsewhere = "or set INGOT_STATE_DIR to a folder that can be written";
  switch (code) {
    case "EACCES":
    case "EPERM":
      return new StateError(
        "State folder not writable",
        `Ingot writes down what it creates in ${path} before it creates it, and may not write there. Change the folder's permissions, ${elsewhere}.`,
        cause,
      );
    case "EROFS":
      return new StateError(
        "State folder read-only",
        `Ingot writes down what it creates in ${path} before it creates it, and that file system is read-only. Mount it writable, ${elsewhere}.`,
        cause,
      );
    case "ENOSPC":
    case "EDQUOT":
      return new StateError(
        "State folder full",
        `There is no room left in ${path}, where Ingot writes down what it creates before it creates it. What could not be written down was not created. Free some space, ${elsewhere} and has room.`,
        cause,
      );
    case "ENOTDIR":
    case "EEXIST":
      return new StateError(
        "State folder is not a folder",
        `${path}, or something it should lie in, is a file. Move that file away, ${elsewhere}.`,
        cause,
      );
    default:
      return new StateError(
        "State folder not usable",
        `${path}: ${(cause as Error).message}. See that Ingot can write there, ${elsewhere}.`,
        cause,
      );
  }
}

/** A journal that only a newer Ingot understands. */
export function newerJournalError(file: string, version: number): StateError {
  const which = version === 0 ? "has records that this version does not know" : `has format ${version}`;
  return new StateError(
    "Journal of a newer version",
    `${file} was written by a newer Ingot: it ${which}, and this version reads format 1. Nothing of it was touched. Run "ingot cleanup" with the newer version.`,
  );
}
