import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { readInput } from "@ingot/hcl";
import type { SingleComponent } from "../find/list-installed.ts";
import { PluginError } from "../plugin-error.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const maps: readonly (readonly [key: string, kind: SingleComponent["kind"]])[] = [
  ["builders", "builder"],
  ["provisioners", "provisioner"],
  ["post-processors", "post-processor"],
];

/** Where Packer's config file is (core-cli 1.1). Undefined where nothing says so. */
export function packerConfigFile(
  env: Environment,
  cwd: string,
  platform: string = process.platform,
): string | undefined {
  if (env.PACKER_CONFIG) return resolve(cwd, env.PACKER_CONFIG);
  const isWindows = platform === "win32";
  const base = isWindows ? env.APPDATA : env.PACKER_CONFIG_DIR || env.HOME;
  return base ? resolve(cwd, base, isWindows ? "packer.config" : ".packerconfig") : undefined;
}

/**
 * The programs with one component each that Packer's config file names, under `builders`, `provisioners` and `post-processors`. A path that
 * begins with `~/` begins in the home folder; a relative one, in the folder of the config file: what lies in the folder in which
 * a command happens to run is not to be trusted. A file that is not there names nothing.
 *
 * @throws PluginError where the file cannot be read, or is not right
 */
export async function readConfigFile(path: string, env: Environment): Promise<readonly SingleComponent[]> {
  const wrong = (what: string, cause?: unknown) =>
    new PluginError(
      "Packer's config file is not right",
      `${path} ${what}. Correct it, or set PACKER_CONFIG to another file.`,
      cause,
    );
  let text: string;
  try {
    text = new TextDecoder().decode(await readInput(path));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw wrong(`cannot be read: ${message}`, error);
  }
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (error) {
    throw wrong("is not JSON", error);
  }
  if (typeof config !== "object" || config === null || Array.isArray(config)) throw wrong("is not a JSON object");
  return maps.flatMap(([key, kind]) => {
    const named: unknown = (config as Record<string, unknown>)[key] ?? {};
    if (typeof named !== "object" || named === null || Array.isArray(named))
      throw wrong(`has "${key}" that is not an object of names and paths`);
    return Object.entries(named).map(([type, program]) => {
      if (typeof program !== "string" || program === "" || program.includes("\0"))
        throw wrong(`has no path for "${type}" in "${key}"`);
      return { kind, type, path: programPath(program, path, env) };
    });
  });
}

function programPath(written: string, configFile: string, env: Environment): string {
  if (/^~[/\\]/.test(written)) return join(env.HOME || homedir(), written.slice(2));
  return resolve(dirname(configFile), written);
}
