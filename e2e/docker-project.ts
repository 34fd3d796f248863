// A project folder for the docker stories: templates in it, the CLI run on it, and what it leaves in the engine.

import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type CommandOptions,
  type CommandResult,
  compareInventories,
  currentEnvironment,
  type Inventory,
  runCommand,
  takeInventory,
} from "./environment/index.ts";

export const ingotPath = fileURLToPath(new URL("../bin/ingot", import.meta.url));
const { dockerHost } = currentEnvironment();

export interface Project {
  readonly folder: string;
  /** What a run needs in its environment to keep to the folder. */
  readonly env: Readonly<Record<string, string>>;
  /** Writes a file and gives its path. */
  readonly write: (name: string, text: string) => string;
  readonly ingot: (args: readonly string[], options?: CommandOptions) => Promise<CommandResult>;
  /** Builds a template in HCL2. */
  readonly build: (template: string, flags?: readonly string[], options?: CommandOptions) => Promise<CommandResult>;
  /** What there is now and was not when the project was made, or the other way round. Pulled images are nobody's. */
  readonly differences: () => Promise<readonly string[]>;
  readonly remove: () => void;
}

/** Makes a project and takes stock of the engine. */
export async function makeProject(): Promise<Project> {
  const folder = mkdtempSync(join(tmpdir(), "docker-story-"));
  for (const name of ["work", "temp", "state", "home"]) mkdirSync(join(folder, name));
  const mark = randomUUID();
  const env = {
    STORY: mark,
    HOME: join(folder, "home"),
    INGOT_STATE_DIR: join(folder, "state"),
    PACKER_TMP_DIR: join(folder, "temp"),
  };
  const stock = (): Promise<Inventory> =>
    takeInventory({
      processMark: `STORY=${mark}`,
      dockerHost,
      folders: [join(folder, "temp"), join(folder, "state")],
      below: [folder],
    });
  const write = (name: string, text: string) => {
    const path = join(folder, "work", name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  const ingot: Project["ingot"] = (args, options = {}) =>
    runCommand(ingotPath, args, {
      cwd: join(folder, "work"),
      mayFail: true,
      ...options,
      env: { ...env, ...options.env },
    });
  const before = await stock();
  return {
    folder,
    env,
    write,
    ingot,
    build: (template, flags = [], options = {}) => ingot(["build", ...flags, write("test.pkr.hcl", template)], options),
    differences: async () =>
      compareInventories(before, await stock()).filter(
        (line) => !/^\+ files: .*\/state\/runs$| images: .*(busybox|ubuntu|web-app):/.test(line),
      ),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** The standard output of a run that must have succeeded. */
export function succeeded(result: CommandResult): string {
  if (result.code !== 0) throw new Error(`ingot ended with ${result.code}\n${result.stdout}${result.stderr}`);
  return result.stdout;
}

/** Everything of a run that must have failed. */
export function failed(result: CommandResult): string {
  if (result.code === 0) throw new Error(`ingot should have failed\n${result.stdout}${result.stderr}`);
  return result.stdout + result.stderr;
}

/** The engine's client; resolves with its trimmed standard output. */
export async function docker(...args: string[]): Promise<string> {
  return (await runCommand("docker", args, { env: { DOCKER_HOST: dockerHost } })).stdout.trim();
}

/** Ids and random names that differ from run to run, as their kind. */
export function withoutNames(text: string): string {
  return text
    .replaceAll(/sha256:[0-9a-f]{64}/g, "sha256:<id>")
    .replaceAll(/\b[0-9a-f]{64}\b/g, "<id>")
    .replaceAll(/\b[0-9a-f]{12}\b/g, "<short id>")
    .replaceAll(/\/[^ :]*\/(tmp|packer-shell|f)[a-z0-9]{6,}/g, "<temporary>/$1")
    .replaceAll(/172\.\d+\.\d+\.\d+/g, "<address>")
    .replaceAll(/(after|duration) (?:(?:less than )?[\d.]+ \w+ ?)+/g, "$1 <time>");
}
