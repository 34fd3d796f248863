// The connection of a machine over its life. A machine that restarts breaks it: the next operation connects again, once.

import type { ExecOptions, SFTPWrapper } from "ssh2";
import { type Channel, endCommand, listenForExit } from "./exec.ts";
import type { SessionChannel } from "./library-internals.ts";
import type { SshConnection } from "./open-connection.ts";
import { keepSpareChannel, type SpareChannel } from "./spare-channel.ts";

export interface SshSession {
  /** Starts a command. Where another one is likely to follow soon, what that takes is made ready meanwhile. */
  readonly start: (
    command: string,
    options: { readonly hasTerminal: boolean; readonly preparesNext?: boolean; readonly signal: AbortSignal },
  ) => Promise<Channel>;
  readonly openSftp: (signal: AbortSignal) => Promise<SFTPWrapper>;
  readonly close: () => void;
}

/**
 * Keeps a connection.
 *
 * @param first the connection that is there
 * @param connectAgain makes another one, when the one that is there does not serve any more
 */
export function keepSession(
  first: SshConnection,
  connectAgain: (signal: AbortSignal) => Promise<SshConnection>,
): SshSession {
  const state = { current: first, isClosed: false };
  const closing = new AbortController();
  let reconnecting: Promise<SshConnection> | undefined;

  const reconnect = (broken: SshConnection): Promise<SshConnection> => {
    if (state.current !== broken) return Promise.resolve(state.current);
    // It is everybody's connection: whoever asked first and was cancelled must not take it away from the others.
    reconnecting ??= connectAgain(closing.signal)
      .then((connection) => {
        if (closing.signal.aborted) connection.close();
        broken.close();
        state.current = connection;
        return connection;
      })
      .finally(() => {
        reconnecting = undefined;
      });
    return reconnecting;
  };
  const spares = new WeakMap<SshConnection, SpareChannel>();
  const spareOf = (connection: SshConnection): SpareChannel => {
    const spare = spares.get(connection) ?? keepSpareChannel(connection.client);
    spares.set(connection, spare);
    return spare;
  };
  const open = async <T>(opener: (connection: SshConnection) => Promise<T>, signal: AbortSignal): Promise<T> => {
    let hasReconnected = false;
    for (let attempt = 1; ; attempt++) {
      signal.throwIfAborted();
      const connection = state.current;
      let problem: { readonly error: unknown } | undefined;
      if (!connection.ended.aborted) {
        try {
          return await unlessAborted(opener(connection), signal);
        } catch (error) {
          signal.throwIfAborted();
          problem = { error };
        }
      }
      if (problem && !isLost(connection, problem.error)) {
        spareOf(connection).giveUp();
        // Nothing was started. Dropbear closes a session that is being opened while the command of another one ends.
        if (attempt > 1) throw problem.error;
        continue;
      }
      if (hasReconnected) throw problem?.error ?? connection.ended.reason;
      hasReconnected = true;
      await unlessAborted(reconnect(connection), signal);
    }
  };
  return {
    start: (command, { hasTerminal, preparesNext = false, signal }) =>
      open(async (connection) => {
        // What goes ahead of a command (a terminal, an agent) is the library's own way.
        if (hasTerminal || connection.agent.isOffered) return startCommand(connection, command, hasTerminal, signal);
        const spare = spareOf(connection);
        const session = await spare.take();
        const started = session
          ? startOn(session, connection, command, signal)
          : startCommand(connection, command, hasTerminal, signal);
        if (preparesNext) spare.prepare();
        return started;
      }, signal),
    openSftp: (signal) => open((connection) => startSftp(connection, signal), signal),
    close: () => {
      closing.abort(new Error("The SSH connection was closed"));
      state.current.close();
    },
  };
}

/** Between the last byte and the news of the end, the library only says that there is no connection. */
function isLost(connection: SshConnection, error: unknown): boolean {
  return connection.ended.aborted || (error instanceof Error && error.message === "Not connected");
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = () => reject(signal.reason);
    signal.addEventListener("abort", cancel, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", cancel));
    if (signal.aborted) cancel();
  });
}

/** A terminal as provisioning wants it: nothing is echoed. */
const terminal = {
  term: "xterm",
  rows: 40,
  cols: 80,
  height: 0,
  width: 0,
  modes: { ECHO: 0 as const, TTY_OP_ISPEED: 14400, TTY_OP_OSPEED: 14400 },
};

async function startCommand(
  connection: SshConnection,
  command: string,
  hasTerminal: boolean,
  signal: AbortSignal,
): Promise<Channel> {
  const { client, agent, problem } = connection;
  const attempt = (agentForward: boolean) =>
    new Promise<Channel>((resolve, reject) => {
      const options: ExecOptions & { readonly agentForward: boolean } = {
        agentForward,
        ...(hasTerminal ? { pty: terminal } : {}),
      };
      client.exec(`${command}\n`, options, (error, channel) => {
        if (error) return reject(error);
        const ending = listenForExit(channel);
        // Nobody waits for it any more, and it runs.
        if (signal.aborted) endCommand(client, channel, ending);
        resolve({ client, channel, ending, problem });
      });
    });
  if (!agent.isOffered) return attempt(false);
  try {
    return await attempt(true);
  } catch (error) {
    if (connection.ended.aborted || !(error instanceof Error) || !error.message.includes("agent forwarding"))
      throw error;
    agent.isOffered = false;
    return attempt(false);
  }
}

async function startOn(
  { channel, exec }: SessionChannel,
  { client, problem }: SshConnection,
  command: string,
  signal: AbortSignal,
): Promise<Channel> {
  const ending = listenForExit(channel);
  await exec(`${command}\n`);
  // Nobody waits for it any more, and it runs.
  if (signal.aborted) endCommand(client, channel, ending);
  return { client, channel, ending, problem };
}

function startSftp({ client }: SshConnection, signal: AbortSignal): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) => {
    client.sftp((error, sftp) => {
      if (error) return reject(error);
      if (signal.aborted) sftp.end();
      resolve(sftp);
    });
  });
}
