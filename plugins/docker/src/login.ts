// A login for one step: in a config folder of the run, so that the user's own logins are neither changed nor needed again. The password goes
// to the client's input. The folder starts from the user's own, so that logins to other registries, contexts and client plugins still work.

import { readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { TempFiles, Ui } from "@ingot/sdk";
import { configFolder, type Engine } from "./engine.ts";
import type { LoginConfig } from "./login-fields.ts";

export interface LoginContext {
  readonly ui: Ui;
  readonly temp: TempFiles;
  readonly signal: AbortSignal;
}

/** The environment of commands that act under the login. */
export type LoginEnvironment = Readonly<Record<string, string>>;

/**
 * Runs `act` under the login that the config asks for, and forgets the login afterwards. Without `login` it just runs.
 *
 * @param announceFolder whether the making and removing of the config folder is said, as docker-push does
 */
export async function withLogin<T>(
  engine: Engine,
  config: LoginConfig,
  context: LoginContext,
  act: (env: LoginEnvironment) => Promise<T>,
  announceFolder = false,
): Promise<T> {
  if (!config.login) return act({});
  if (announceFolder) context.ui.message("Creating temporary Docker configuration directory");
  const folder = await context.temp.directory("docker-config");
  try {
    const env = await prepareConfigFolder(engine, folder, config.login_server);
    context.ui.message("Logging in...");
    await logIn(engine, config, env, context.signal);
    try {
      return await act(env);
    } finally {
      context.ui.message("Logging out...");
    }
  } finally {
    if (announceFolder) context.ui.message("Removing temporary Docker configuration directory");
    await rm(folder, { recursive: true, force: true });
  }
}

async function logIn(engine: Engine, config: LoginConfig, env: LoginEnvironment, signal: AbortSignal): Promise<void> {
  const { login_username: user, login_password: password, login_server: server } = config;
  const args = [
    "login",
    ...(user ? ["-u", user] : []),
    ...(password ? ["--password-stdin"] : []),
    ...(server ? [server] : []),
  ];
  await engine.ask(args, { env, stdin: password ?? "", signal });
}

/**
 * Fills a config folder for one login and says how the clients are pointed at it.
 *
 * @param server the registry that is logged in to; nothing that the user has stored for it is taken over
 */
export async function prepareConfigFolder(
  engine: Engine,
  folder: string,
  server: string | undefined,
): Promise<LoginEnvironment> {
  const own = configFolder({ HOME: homedir(), ...engine.address.env });
  const settings = await readSettings(own === undefined ? [] : settingsFiles(own, engine.address.env));
  const file = join(folder, "config.json");
  await writeFile(file, JSON.stringify(settingsForLogin(settings, server), undefined, 2), { mode: 0o600 });
  if (own !== undefined) await linkRest(own, folder);
  return {
    DOCKER_CONFIG: folder,
    REGISTRY_AUTH_FILE: file,
    // With TLS on, the client looks for its certificates in its config folder.
    ...(own !== undefined && !engine.address.env.DOCKER_CERT_PATH ? { DOCKER_CERT_PATH: own } : {}),
  };
}

/**
 * The client's settings without what would carry the new login into the user's own store. A credential store is kept for the registries that
 * the user is logged in to by it: each becomes a helper of its own.
 */
export function settingsForLogin(settings: Settings, server: string | undefined): Settings {
  const { auths, credHelpers, credsStore, ...rest } = settings;
  const isOther = (registry: string) => hostOf(registry) !== hostOf(server ?? dockerHub);
  const known = Object.entries(isRecord(auths) ? auths : {}).filter(([registry]) => isOther(registry));
  const helpers = Object.entries(isRecord(credHelpers) ? credHelpers : {}).filter(([registry]) => isOther(registry));
  const stored = typeof credsStore === "string" && credsStore ? known.map(([registry]) => [registry, credsStore]) : [];
  return {
    ...rest,
    auths: Object.fromEntries(known),
    credHelpers: Object.fromEntries([...stored, ...helpers]),
  };
}

/** The client's config.json. */
export type Settings = Readonly<Record<string, unknown>>;

const dockerHub = "https://index.docker.io/v1/";

function hostOf(registry: string): string {
  const host = registry.replace(/^https?:\/\//, "").replace(/\/.*$/, "");
  return host === "docker.io" || host === "registry-1.docker.io" ? "index.docker.io" : host;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Where logins are kept: podman's file where there is one, then docker's. */
function settingsFiles(own: string, env: Readonly<Record<string, string>>): string[] {
  const podman = env.XDG_RUNTIME_DIR ? [join(env.XDG_RUNTIME_DIR, "containers/auth.json")] : [];
  return [join(own, "config.json"), ...podman];
}

async function readSettings(files: readonly string[]): Promise<Settings> {
  let settings: Settings = {};
  for (const file of files) {
    const text = await readFile(file, "utf8").catch(() => undefined);
    if (text === undefined) continue;
    const read = parse(text);
    // A file that cannot be read is of no use to the client either; it says so itself when it is asked to.
    if (!read) continue;
    const auths = { ...(isRecord(settings.auths) ? settings.auths : {}), ...(isRecord(read.auths) ? read.auths : {}) };
    settings = { ...read, ...settings, auths };
  }
  return settings;
}

function parse(text: string): Settings | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Contexts, client plugins and the like are used where they are. */
async function linkRest(own: string, folder: string): Promise<void> {
  const names = await readdir(own).catch(() => []);
  for (const name of names) {
    if (name !== "config.json") await symlink(resolve(own, name), join(folder, name));
  }
}
