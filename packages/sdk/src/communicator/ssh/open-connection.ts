import type { Duplex } from "node:stream";
import type { Algorithms, Client } from "ssh2";
import { SshConnectError } from "./connect-error.ts";
import { dial, unreachable } from "./dial.ts";
import { loadSsh, type Ssh } from "./load-ssh.ts";
import { logIn } from "./log-in.ts";
import type { SshSettings } from "./settings.ts";
import { openTunnels } from "./tunnels.ts";

/** A connection that is logged in. */
export interface SshConnection {
  readonly client: Client;
  /** Aborts, with the reason, when the connection has ended. */
  readonly ended: AbortSignal;
  /** What went wrong with it, which is known before it has ended. */
  readonly problem: () => Error | undefined;
  /** What both sides agreed on, for the log. */
  readonly algorithms: string;
  /** The local agent, as long as the machine lets itself be offered it. */
  readonly agent: { isOffered: boolean };
  readonly close: () => void;
}

export interface OpenOptions {
  /** How long the exchange of keys may take, in milliseconds. Default: a minute. */
  readonly exchangeMs?: number;
  /** Called when a server has said its first word. */
  readonly onAnswer?: () => void;
  /** Called when keys are exchanged and before the login: false gives this connection up. */
  readonly mayLogIn?: () => boolean;
  readonly signal: AbortSignal;
}

/** Connects, logs in and sets the tunnels up. Rejects with an SshConnectError, or the signal's reason. */
export async function openConnection(settings: SshSettings, options: OpenOptions): Promise<SshConnection> {
  const { signal } = options;
  signal.throwIfAborted();
  const ssh = await loadSsh();
  const { socket, close: closeWay } = await openWay(ssh, settings, signal);
  let client: Client;
  let agreed = "";
  try {
    client = await logIn(ssh, socket, settings.server, {
      algorithms: algorithms(settings),
      keepAliveMs: settings.keepAliveMs,
      forwardedAgent: settings.forwardedAgent,
      exchangeMs: options.exchangeMs ?? 60_000,
      onKeys: ({ kex, serverHostKey, cs }) => {
        agreed = [kex, serverHostKey, cs.cipher, cs.mac].filter((name) => name).join(", ");
      },
      onAnswer: options.onAnswer ?? (() => undefined),
      mayLogIn: options.mayLogIn ?? (() => true),
      signal,
    });
  } catch (error) {
    closeWay();
    throw refusedAlgorithm(error);
  }
  const ended = new AbortController();
  let reason: Error | undefined;
  client.on("error", (error) => {
    if (error.level !== "agent") reason ??= error;
  });
  const end = () => {
    closeWay();
    ended.abort(new Error(`The SSH connection ended${reason ? `: ${reason.message}` : ""}`));
  };
  client.on("close", end);
  client.on("end", end);
  if (settings.silenceMs > 0) watchSilence(socket, settings.silenceMs, ended.signal);
  const close = () => {
    client.end();
    client.destroy();
    end();
  };
  try {
    await openTunnels(client, settings, ended.signal);
    signal.throwIfAborted();
  } catch (error) {
    close();
    throw error;
  }
  return {
    client,
    algorithms: agreed,
    ended: ended.signal,
    problem: () => reason,
    agent: { isOffered: settings.forwardedAgent !== undefined },
    close,
  };
}

interface Way {
  readonly socket: Duplex;
  readonly close: () => void;
}

/** The bytes' way to the server. */
async function openWay(ssh: Ssh, settings: SshSettings, signal: AbortSignal): Promise<Way> {
  const { bastion, proxy, server } = settings;
  if (!bastion) {
    const socket = await dial(server.host, server.port, proxy, signal);
    return { socket, close: () => void socket.destroy() };
  }
  const socket = await dial(bastion.host, bastion.port, undefined, signal);
  const client = await logIn(ssh, socket, bastion, {
    algorithms: {},
    keepAliveMs: settings.keepAliveMs,
    forwardedAgent: undefined,
    exchangeMs: 60_000,
    onKeys: () => undefined,
    onAnswer: () => undefined,
    mayLogIn: () => true,
    signal,
  });
  client.on("error", () => undefined);
  const close = () => {
    client.end();
    client.destroy();
  };
  try {
    return { socket: await throughBastion(client, server.host, server.port, signal), close };
  } catch (error) {
    close();
    signal.throwIfAborted();
    const text = error instanceof Error ? error.message : String(error);
    throw unreachable(
      server.host,
      server.port,
      `the bastion host ${bastion.host}:${bastion.port} says: ${text}`,
      error,
    );
  }
}

function throughBastion(client: Client, host: string, port: number, signal: AbortSignal): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    client.once("close", () => reject(new Error("it closed the connection")));
    client.forwardOut("127.0.0.1", 0, host, port, (error, channel) => (error ? reject(error) : resolve(channel)));
  });
}

type Names<K extends keyof Algorithms> = Extract<Algorithms[K], readonly unknown[]>;

function algorithms({ ciphers, keyExchanges }: SshSettings): Algorithms {
  // The names are the user's; the library says which it does not know.
  return {
    ...(ciphers ? { cipher: ciphers as Names<"cipher"> } : {}),
    kex: keyExchanges
      ? (keyExchanges as Names<"kex">)
      : ({ append: [...oldExchanges] } as NonNullable<Algorithms["kex"]>),
  };
}

/** Offered last, for machines that know nothing better (CentOS 6, network devices). */
const oldExchanges = ["diffie-hellman-group14-sha1"] as const;

function refusedAlgorithm(error: unknown): unknown {
  const [, name] = (error instanceof Error && /^Unsupported algorithm: (.*)$/.exec(error.message)) || [];
  if (name === undefined) return error;
  return new SshConnectError(
    "impossible",
    `The algorithm "${name}" is not known. Correct ssh_ciphers or ssh_key_exchange_algorithms, or leave them out`,
  );
}

/** Gives a connection up when nothing has come from the server for some time. */
function watchSilence(socket: Duplex, silenceMs: number, ended: AbortSignal): void {
  const giveUp = () => void socket.destroy(new Error(`nothing came from the server for ${silenceMs / 1000} s`));
  let timer = setTimeout(giveUp, silenceMs);
  socket.on("data", () => {
    clearTimeout(timer);
    if (!ended.aborted) timer = setTimeout(giveUp, silenceMs);
  });
  ended.addEventListener("abort", () => clearTimeout(timer), { once: true });
}
