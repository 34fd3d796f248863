// The door of a plugin: a socket that takes one connection, and the line that tells the host of it (plugin-protocol 2.3, 2.4).

import { chmod, mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Door {
  /** The line for the host, without its end. */
  readonly line: string;
  /** The one connection. By the time it is there nothing is left of the door. Rejects when nobody came, or it was shut. */
  readonly connection: Promise<Socket>;
  /** Takes the door away; harmless when it is gone. */
  readonly shut: () => Promise<void>;
}

export interface DoorOptions {
  readonly handshake: "current" | "old";
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How long somebody may take to come, in milliseconds. A host gives up after a minute. */
  readonly patienceMs?: number;
  /** Whether there are sockets in the file system; by default everywhere but on Windows. */
  readonly hasUnixSockets?: boolean;
}

const usualPatienceMs = 120_000;
/** `sun_path` has 108 bytes, or 104 on BSD, with a NUL at its end. */
const longestPath = 103;

/** Opens the door. Throws where no socket can be made. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const { handshake, env, patienceMs = usualPatienceMs, hasUnixSockets = process.platform !== "win32" } = options;
  const server = createServer();
  const place = hasUnixSockets ? await listenOnPath(server) : await listenOnPort(server, env);
  const version = handshake === "current" ? "5|0" : "5";
  let isShut = false;
  let reason = new Error("The socket was closed before a host had connected");
  const shut = async () => {
    if (isShut) return;
    isShut = true;
    server.close();
    await place.remove();
  };
  const connection = new Promise<Socket>((resolve, reject) => {
    const timer = setTimeout(() => {
      reason = new Error(`No host has connected within ${patienceMs / 1000} s`);
      void shut();
    }, patienceMs);
    server.on("connection", (socket) => {
      clearTimeout(timer);
      // There is room for one: whoever else has got in meanwhile is sent away.
      if (isShut) {
        socket.destroy();
        return;
      }
      shut().then(() => resolve(socket), reject);
    });
    server.once("error", reject);
    server.once("close", () => {
      clearTimeout(timer);
      place.remove().finally(() => reject(reason));
    });
  });
  // It may be shut before anybody waits.
  connection.catch(() => undefined);
  return { line: `${version}|${place.network}|${place.address}`, connection, shut };
}

interface Place {
  readonly network: "unix" | "tcp";
  readonly address: string;
  readonly remove: () => Promise<void>;
}

/** Nobody else may connect: there is no other authentication. So the socket lies in a folder that only we may enter. */
async function listenOnPath(server: Server): Promise<Place> {
  const folder = await mkdtemp(join(await shortFolder(), "packer-plugin"));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const address = join(folder, "socket");
    await listening(server, (done) => server.listen(address, done));
    await chmod(address, 0o600);
    return { network: "unix", address, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** A folder for temporary files whose path leaves room for ours. */
async function shortFolder(): Promise<string> {
  const usual = tmpdir();
  return Buffer.byteLength(join(usual, "packer-pluginXXXXXX", "socket")) <= longestPath ? usual : "/tmp";
}

async function listenOnPort(server: Server, env: DoorOptions["env"]): Promise<Place> {
  const first = portIn(env, "PACKER_PLUGIN_MIN_PORT");
  const last = portIn(env, "PACKER_PLUGIN_MAX_PORT");
  const host = "127.0.0.1";
  for (let port = first; port <= last; port++) {
    const isFree = await listening(server, (done) => server.listen(port, host, done)).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === "EADDRINUSE" || error.code === "EACCES") return false;
        throw error;
      },
    );
    if (isFree) return { network: "tcp", address: `${host}:${port}`, remove: async () => undefined };
  }
  throw new Error(`No port between ${first} and ${last} is free`);
}

function portIn(env: DoorOptions["env"], name: string): number {
  const text = env[name] ?? "";
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 1 && port <= 65_535) return port;
  throw new Error(`The environment variable ${name} is "${text}", and must be a number of a port`);
}

function listening(server: Server, listen: (done: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    listen(() => {
      server.off("error", reject);
      resolve();
    });
  });
}
