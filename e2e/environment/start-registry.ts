import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { runCommand } from "./run-command.ts";
import { startDaemon } from "./start-daemon.ts";

export interface Registry {
  /** Host and port, as they stand in an image's name: `127.0.0.1:34567`. */
  readonly address: string;
  readonly stop: () => Promise<void>;
}

export interface RegistryOptions {
  /** Names its files in the folder of the run. */
  readonly name: string;
  /** The folder of the run. */
  readonly folder: string;
  /** Where its images lie. */
  readonly storage: string;
  readonly isReadOnly?: boolean;
  /** Without one, everybody may do everything. */
  readonly account?: { readonly user: string; readonly password: string };
}

/** Starts Debian's docker-registry on a free port of the loopback. */
export async function startRegistry(options: RegistryOptions): Promise<Registry> {
  const address = `127.0.0.1:${await freePort()}`;
  mkdirSync(options.storage, { recursive: true });
  const config = {
    version: 0.1,
    log: { level: "warn", accesslog: { disabled: true } },
    storage: {
      filesystem: { rootdirectory: options.storage },
      delete: { enabled: true },
      maintenance: { uploadpurging: { enabled: false }, readonly: { enabled: options.isReadOnly ?? false } },
    },
    http: { addr: address },
    ...(options.account && {
      auth: { htpasswd: { realm: "e2e", path: await writeAccount(options, options.account) } },
    }),
  };
  const configPath = join(options.folder, `${options.name}.yml`);
  writeFileSync(configPath, JSON.stringify(config)); // JSON is YAML
  const daemon = await startDaemon({
    name: options.name,
    folder: options.folder,
    command: "docker-registry",
    args: ["serve", configPath],
    isReady: async () => [200, 401].includes((await fetch(`http://${address}/v2/`)).status),
  });
  return { address, stop: daemon.stop };
}

async function writeAccount(options: RegistryOptions, account: { user: string; password: string }): Promise<string> {
  const path = join(options.folder, `${options.name}.htpasswd`);
  const { stdout } = await runCommand("htpasswd", ["-niB", account.user], { input: account.password });
  writeFileSync(path, stdout, { mode: 0o600 });
  return path;
}
