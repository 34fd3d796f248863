// A real SSH server in this process: commands run in a shell of this host in a folder of the test's own, files are served from there.
// A test may replace any part, to be a server that refuses, dies or lies.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ssh2, {
  type AuthContext,
  type Connection,
  type ServerChannel,
  type ServerConfig,
  type Session,
  type SFTPWrapper,
} from "ssh2";
import { generateKeyPair } from "../src/communicator/generate-key-pair.ts";
import { serveSftp } from "./sftp-server.ts";

export const user = "packer";
export const password = "correct horse";

export interface SshServerOptions {
  /** Default: takes the password, by either of its methods. */
  readonly authenticate?: (context: AuthContext) => void;
  /** Default: runs it in a shell. */
  readonly exec?: (command: string, channel: ServerChannel) => void;
  /** Default: serves the folder. */
  readonly sftp?: (sftp: SFTPWrapper, folder: string) => void;
  readonly onConnection?: (client: Connection) => void;
  readonly onSession?: (session: Session) => void;
  /** As many sessions at once; others are refused. */
  readonly maxSessions?: number;
  readonly port?: number;
  readonly config?: Partial<ServerConfig>;
}

export interface SshServer {
  readonly port: number;
  readonly folder: string;
  /** What happened: `connect`, `auth METHOD`, `exec COMMAND`, ... */
  readonly log: string[];
  /** Cuts every connection, as a machine does that restarts. */
  readonly cut: () => void;
  readonly stop: () => Promise<void>;
}

const hostKey = generateKeyPair({ type: "ed25519" });

export async function startSshServer(options: SshServerOptions = {}): Promise<SshServer> {
  const folder = await mkdtemp(join(tmpdir(), "ingot-ssh-"));
  const log: string[] = [];
  const clients = new Set<Connection>();
  const sockets = new Set<Socket>();
  const running = new Set<{ kill: (signal: NodeJS.Signals) => boolean }>();
  const run = (command: string, channel: ServerChannel) => {
    const child = spawn("/bin/sh", ["-c", command], { cwd: folder });
    running.add(child);
    channel.stdin.pipe(child.stdin);
    child.stdin.on("error", () => undefined);
    child.stdout.pipe(channel.stdout, { end: false });
    child.stderr.pipe(channel.stderr, { end: false });
    child.on("close", (code, signal) => {
      running.delete(child);
      if (signal) channel.exit(signal.replace(/^SIG/, ""));
      else channel.exit(code ?? 0);
      channel.end();
      channel.close();
    });
  };
  const server = new ssh2.Server({ hostKeys: [(await hostKey).privateKey], ...options.config }, (client) => {
    log.push("connect");
    clients.add(client);
    client.on("error", () => undefined);
    client.on("close", () => clients.delete(client));
    client.on("authentication", (context) => {
      log.push(`auth ${context.method}`);
      (options.authenticate ?? takePassword)(context);
    });
    client.on("tcpip", (accept, reject, { destIP, destPort }) => {
      log.push(`tcpip ${destIP}:${destPort}`);
      const socket = connect(destPort, destIP, () => {
        const channel = accept();
        channel.pipe(socket).pipe(channel);
      });
      socket.on("error", () => reject());
    });
    let open = 0;
    client.on("session", (accept, reject) => {
      if (open >= (options.maxSessions ?? Number.POSITIVE_INFINITY)) return reject();
      open++;
      const session = accept();
      session.on("close", () => open--);
      options.onSession?.(session);
      session.on("pty", (acceptPty, _reject, info) => {
        log.push(`pty ${info.cols}x${info.rows}`);
        acceptPty?.();
      });
      session.on("auth-agent", (acceptAgent) => {
        log.push("auth-agent");
        (acceptAgent as (() => void) | undefined)?.();
      });
      session.on("exec", (acceptExec, _reject, { command }) => {
        log.push(`exec ${command.trimEnd()}`);
        const channel = acceptExec();
        if (options.exec) options.exec(command, channel);
        else run(command, channel);
      });
      session.on("sftp", (acceptSftp) => {
        log.push("sftp");
        (options.sftp ?? serveSftp)(acceptSftp(), folder);
      });
    });
    options.onConnection?.(client);
  });
  // The plain sockets are ours, so that they can be cut without a word.
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    server.injectSocket(socket);
  });
  listener.listen(options.port ?? 0, "127.0.0.1");
  await once(listener, "listening");
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (listener.address() as AddressInfo).port,
    folder,
    log,
    cut,
    stop: async () => {
      cut();
      for (const child of running) child.kill("SIGKILL");
      await new Promise<void>((resolve) => listener.close(() => resolve()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function takePassword(context: AuthContext): void {
  const offered: ("password" | "keyboard-interactive")[] = ["password", "keyboard-interactive"];
  if (context.username !== user) context.reject(offered);
  else if (context.method === "password" && context.password === password) context.accept();
  else if (context.method === "keyboard-interactive")
    context.prompt([{ prompt: "Password: ", echo: false }], (answers) =>
      answers[0] === password ? context.accept() : context.reject(offered),
    );
  else context.reject(offered);
}
