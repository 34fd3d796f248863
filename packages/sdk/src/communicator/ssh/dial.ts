import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { SshConnectError } from "./connect-error.ts";
import type { SocksProxy } from "./settings.ts";

const dialMs = 15_000;
const tcpKeepAliveMs = 5000;

/** Opens a plain connection to a port, straight or through a proxy. */
export async function dial(
  host: string,
  port: number,
  proxy: SocksProxy | undefined,
  signal: AbortSignal,
): Promise<Duplex> {
  signal.throwIfAborted();
  const socket = await (proxy ? dialThroughProxy(host, port, proxy, signal) : dialStraight(host, port, signal));
  // Without it every acknowledged chunk of a transfer waits for the kernel's timer.
  socket.setNoDelay(true);
  socket.setKeepAlive(true, tcpKeepAliveMs);
  writeTogether(socket);
  return socket;
}

/** Sends what is written in one turn in one go: the SSH library writes each of its messages in three parts. */
function writeTogether(socket: Socket): void {
  const write = socket.write;
  let isCorked = false;
  const release = () => {
    isCorked = false;
    socket.uncork();
  };
  socket.write = (...args: unknown[]) => {
    if (!isCorked) {
      isCorked = true;
      socket.cork();
      process.nextTick(release);
    }
    return Reflect.apply(write, socket, args) as boolean;
  };
}

function dialStraight(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host, port });
  return new Promise((resolve, reject) => {
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
      socket.removeListener("error", fail);
    };
    const give = (error: unknown) => {
      settle();
      socket.on("error", () => undefined);
      socket.destroy();
      reject(error);
    };
    const fail = (error: NodeJS.ErrnoException) => give(unreachable(host, port, describe(error), error));
    const cancel = () => give(signal.reason);
    const timer = setTimeout(() => give(unreachable(host, port, `no answer within ${dialMs / 1000} s`)), dialMs);
    signal.addEventListener("abort", cancel, { once: true });
    socket.once("error", fail);
    socket.once("connect", () => {
      settle();
      resolve(socket);
    });
  });
}

async function dialThroughProxy(host: string, port: number, proxy: SocksProxy, signal: AbortSignal): Promise<Socket> {
  const { SocksClient } = (await import("socks")).default;
  // The way to the proxy is ours, so that it can be cut at any moment.
  const existing = await dialStraight(proxy.host, proxy.port, signal);
  const cancel = () => existing.destroy();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    const { socket } = await SocksClient.createConnection({
      proxy: {
        host: proxy.host,
        port: proxy.port,
        type: 5,
        ...(proxy.username ? { userId: proxy.username, password: proxy.password ?? "" } : {}),
      },
      command: "connect",
      destination: { host, port },
      existing_socket: existing,
      timeout: dialMs,
    });
    return socket;
  } catch (error) {
    signal.throwIfAborted();
    existing.destroy();
    const reason = error instanceof Error ? error.message : String(error);
    throw unreachable(host, port, `the SOCKS proxy ${proxy.host}:${proxy.port} says: ${reason}`, error);
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

function describe(error: NodeJS.ErrnoException): string {
  switch (error.code) {
    case "ECONNREFUSED":
      return "nothing listens there";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "its name is not known";
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return "there is no way to it";
    case "ETIMEDOUT":
      return "no answer";
    default:
      return error.code ?? error.message;
  }
}

/** An error that says where nobody was reached, and why. */
export function unreachable(host: string, port: number, reason: string, cause?: unknown): SshConnectError {
  const problem = (cause as NodeJS.ErrnoException | undefined)?.code === "ECONNREFUSED" ? "absent" : "unreachable";
  return new SshConnectError(problem, `${host}:${port} could not be reached: ${reason}`, { cause });
}
