import { mkdirSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { addBridge } from "./bridge.ts";
import { type Daemon, startDaemon } from "./start-daemon.ts";

export interface DockerEngine {
  /** What DOCKER_HOST has to be. */
  readonly host: string;
  readonly stop: () => Promise<void>;
}

export interface DockerEngineOptions {
  /** Names its files in the folder of the run. */
  readonly name: string;
  /** The folder of the run; everything of the engine lies in it. */
  readonly folder: string;
  /** Registries (host:port) that are reached without TLS. */
  readonly insecureRegistries: readonly string[];
  /** The registry that is asked for images without a host in their name. */
  readonly mirror?: string;
}

/**
 * Starts a Docker engine of its own, beside any that the machine may have: its own data, socket and bridge, no images.
 * With overlay2; where the folder's file system does not carry that, with vfs.
 */
export async function startDockerEngine(options: DockerEngineOptions): Promise<DockerEngine> {
  const bridge = await addBridge();
  writeFileSync(join(options.folder, `${options.name}.bridge`), bridge);
  const daemon = await start(options, bridge, "overlay2").catch((error: Error) => {
    if (!/overlay2|storage driver|graphdriver/.test(error.message)) throw error;
    return start(options, bridge, "vfs");
  });
  return { host: `unix://${socketOf(options)}`, stop: daemon.stop };
}

function start(options: DockerEngineOptions, bridge: string, driver: string): Promise<Daemon> {
  const at = (part: string) => join(options.folder, `${options.name}.${part}`);
  mkdirSync(at("data"), { recursive: true });
  writeFileSync(at("json"), "{}"); // not the machine's
  const registries = options.insecureRegistries.map((address) => `--insecure-registry=${address}`);
  return startDaemon({
    name: options.name,
    folder: options.folder,
    command: "dockerd",
    args: [
      `--host=unix://${socketOf(options)}`,
      `--data-root=${at("data")}`,
      `--exec-root=${at("exec")}`,
      `--pidfile=${at("pid")}`,
      `--bridge=${bridge}`,
      `--storage-driver=${driver}`,
      `--config-file=${at("json")}`,
      "--shutdown-timeout=2",
      "--log-level=warn",
      ...registries,
      ...(options.mirror ? [`--registry-mirror=http://${options.mirror}`] : []),
    ],
    isReady: () => answers(socketOf(options)),
  });
}

function socketOf(options: DockerEngineOptions): string {
  return join(options.folder, `${options.name}.sock`);
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    get({ socketPath, path: "/_ping" }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).on("error", () => resolve(false));
  });
}
