// The one file that starts the docker client, or podman, which takes the same verbs. What is said to it stands with those who say it.

import { constants } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { captureProcess, type Exit, exitStatus, quoteShell, runProcess, type Sink, type Source } from "@ingot/sdk";

/** Where an engine is, as plain data: enough to reach the same one later, from another environment. Holds no secrets. */
export type EngineAddress = {
  /** Absolute path of the client, or its bare name where it was not found. */
  readonly path: string;
  /** What in the environment decides which engine the client talks to. A name that is missing here was not set. */
  readonly env: { readonly [name: string]: string };
};

export interface EngineOptions {
  /** Bytes for the client's input. */
  readonly stdin?: Source | string;
  readonly stdout?: Sink;
  readonly stderr?: Sink;
  /** Added to the environment of this one call: the config folder of a login, build arguments. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** The client of one engine. */
export interface Engine {
  readonly address: EngineAddress;
  /** Runs a command and resolves with how it ended; see `runProcess`. */
  readonly run: (args: readonly string[], options: EngineOptions) => Promise<Exit>;
  /** Runs a command that has a short answer and resolves with it, trimmed. Throws an EngineError when it fails. */
  readonly ask: (args: readonly string[], options: Omit<EngineOptions, "stdout" | "stderr">) => Promise<string>;
}

/** A command of the client failed. */
export class EngineError extends Error {
  readonly status: number;
  readonly stderr: string;
  constructor(command: readonly string[], exit: Exit, stderr: string) {
    const status = exitStatus(exit);
    super(
      `"${command.map(quoteShell).join(" ")}" failed with exit status ${status}: ${stderr.trim() || "it said nothing"}`,
    );
    this.name = "EngineError";
    this.status = status;
    this.stderr = stderr;
  }
}

/** DOCKER_* are the docker client's, CONTAINER* and STORAGE_* podman's; the folders decide where both look for contexts and storage. */
const addressVariables = [
  "DOCKER_API_VERSION",
  "DOCKER_CERT_PATH",
  "DOCKER_CONFIG",
  "DOCKER_CONTEXT",
  "DOCKER_HOST",
  "DOCKER_TLS",
  "DOCKER_TLS_VERIFY",
  "CONTAINERS_CONF",
  "CONTAINERS_STORAGE_CONF",
  "CONTAINER_CONNECTION",
  "CONTAINER_HOST",
  "STORAGE_DRIVER",
  "HOME",
  "XDG_CONFIG_HOME",
  "XDG_DATA_HOME",
  "XDG_RUNTIME_DIR",
] as const;

/**
 * Finds out which engine a build talks to.
 *
 * @param dockerPath `docker_path`: a name to look for in PATH, or a path
 * @param env the environment of the build
 */
export async function findEngine(
  dockerPath: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<EngineAddress> {
  const settings: Record<string, string> = {};
  for (const name of addressVariables) {
    const value = env[name];
    if (value) settings[name] = value;
  }
  // The context in use is a setting that may change before the clean-up, so it is written down by name.
  if (!settings.DOCKER_HOST && !settings.DOCKER_CONTEXT) {
    settings.DOCKER_CONTEXT = (await currentContext(configFolder(settings))) ?? "default";
  }
  return { path: await findProgram(dockerPath, env.PATH ?? ""), env: settings };
}

/** The folder of the docker client's own settings; undefined where there is no home. */
export function configFolder(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return env.DOCKER_CONFIG ?? (env.HOME ? join(env.HOME, ".docker") : undefined);
}

/** The client at an address. */
export function engineAt(address: EngineAddress): Engine {
  const fixed = Object.fromEntries(addressVariables.map((name) => [name, address.env[name]]));
  const run: Engine["run"] = (args, { env, ...options }) =>
    runProcess(address.path, args, { ...options, env: { ...fixed, ...env } });
  return {
    address,
    run,
    ask: async (args, { env, ...options }) => {
      const answer = await captureProcess(address.path, args, { ...options, env: { ...fixed, ...env } });
      if (exitStatus(answer.exit) !== 0) throw new EngineError([address.path, ...args], answer.exit, answer.stderr);
      return answer.stdout.trim();
    },
  };
}

/** Whether a command failed because what it was about is not there: "No such container: x", "no such image". */
export function isMissing(error: unknown): boolean {
  return (
    error instanceof EngineError &&
    /no such (container|image|object)|image not known|no container with/i.test(error.stderr)
  );
}

/** Whether a command failed because no engine answered, so that the next command would fail as well. */
export function isUnreachable(error: unknown): error is EngineError {
  return (
    error instanceof EngineError &&
    /cannot connect to (the docker daemon|podman)|error during connect|permission denied while trying to connect/i.test(
      error.stderr,
    )
  );
}

async function findProgram(name: string, path: string): Promise<string> {
  if (name.includes("/")) return resolve(name);
  for (const folder of path.split(delimiter)) {
    const candidate = join(folder || ".", name);
    if (await isExecutable(candidate)) return resolve(candidate);
  }
  return name;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function currentContext(folder: string | undefined): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const text = await readFile(join(folder, "config.json"), "utf8").catch(() => "{}");
  try {
    const settings: unknown = JSON.parse(text);
    if (typeof settings !== "object" || settings === null || !("currentContext" in settings)) return undefined;
    return typeof settings.currentContext === "string" && settings.currentContext ? settings.currentContext : undefined;
  } catch {
    return undefined;
  }
}
