import { connect, createServer, type Server } from "node:net";
import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import { SshConnectError } from "./connect-error.ts";
import type { SshSettings, Tunnel } from "./settings.ts";

/** Opens the tunnels of a connection; they end with it. Rejects where a port cannot be had. */
export async function openTunnels(client: Client, settings: SshSettings, ended: AbortSignal): Promise<void> {
  if (settings.remoteTunnels.length > 0) await openRemoteTunnels(client, settings.remoteTunnels);
  for (const tunnel of settings.localTunnels) await openLocalTunnel(client, tunnel, ended);
}

/** Ports of the machine that lead to addresses reached from here. */
async function openRemoteTunnels(client: Client, tunnels: readonly Tunnel[]): Promise<void> {
  client.on("tcp connection", ({ destPort }, accept, reject) => {
    const tunnel = tunnels.find(({ listenPort }) => listenPort === destPort);
    if (tunnel === undefined) return reject();
    const socket = connect({ host: tunnel.host, port: tunnel.port });
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.removeListener("error", reject);
      join(accept(), socket);
    });
  });
  for (const { listenPort } of tunnels) {
    await new Promise<void>((resolve, reject) => {
      client.once("close", () =>
        reject(new SshConnectError("handshake", "The connection ended while tunnels were set up")),
      );
      client.forwardIn("localhost", listenPort, (error) => {
        if (!error) return resolve();
        const text = `The machine does not let port ${listenPort} be used for a remote tunnel (${error.message}). Choose another port in ssh_remote_tunnels`;
        reject(new SshConnectError("handshake", text, { cause: error }));
      });
    });
  }
}

/** A port of this host that leads to an address reached from the machine. */
async function openLocalTunnel(client: Client, { listenPort, host, port }: Tunnel, ended: AbortSignal): Promise<void> {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    if (ended.aborted) return void socket.destroy();
    client.forwardOut("127.0.0.1", socket.remotePort ?? 0, host, port, (error, channel) => {
      if (error) socket.destroy();
      else join(channel, socket);
    });
  });
  await listen(server, listenPort);
  if (ended.aborted) server.close();
  else ended.addEventListener("abort", () => void server.close(), { once: true });
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const reason = error.code === "EADDRINUSE" ? "it is in use" : (error.code ?? error.message);
      const text = `Port ${port} of this host cannot be used for a local tunnel: ${reason}. Choose another port in ssh_local_tunnels`;
      reject(new SshConnectError("impossible", text, { cause: error }));
    });
    server.listen({ port, host: "localhost" }, resolve);
  });
}

/** Lets bytes through in both directions until both have ended. */
function join(one: Duplex, other: Duplex): void {
  one.pipe(other).pipe(one);
  for (const [stream, peer] of [
    [one, other],
    [other, one],
  ] as const) {
    stream.on("error", () => peer.destroy());
    stream.on("close", () => peer.destroy());
  }
}
