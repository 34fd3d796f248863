import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client, ClientChannel } from "ssh2";
import type { ExecOptions, Exit, Sink, Source } from "../communicator.ts";
import { sendSignal } from "./library-internals.ts";

/** How long a cancelled command may take to end before its channel is cut, in milliseconds. */
const graceMs = 1000;

/** A command that runs on the machine. */
export interface Channel {
  readonly client: Client;
  readonly channel: ClientChannel;
  readonly ending: Ending;
  /** What went wrong with the connection. */
  readonly problem: () => Error | undefined;
}

/** What a channel says about its end, listened for from the moment that it is open: a short command is over at once. */
export interface Ending {
  /** Resolves when the channel is closed. */
  readonly exit: Promise<Exit>;
  readonly isOver: () => boolean;
}

/** Listens for the end of a command. To be called as soon as its channel is there. */
export function listenForExit(channel: ClientChannel): Ending {
  let exit: Exit = { k: "disconnected" };
  let isOver = false;
  channel.on("exit", (code: number | null, signal?: string) => {
    exit = code === null ? { k: "signalled", signal: signal ?? "" } : { k: "exited", code };
  });
  return {
    exit: new Promise((resolve) => {
      channel.once("close", () => {
        isOver = true;
        resolve(exit);
      });
    }),
    isOver: () => isOver,
  };
}

/** Lets a command that was started run to its end, with its streams. Resolves after the sinks have taken the last byte. */
export async function runChannel({ client, channel, ending, problem }: Channel, options: ExecOptions): Promise<Exit> {
  const { signal } = options;
  const streams = [
    drain(channel, options.stdout),
    drain(channel.stderr, options.stderr),
    feed(channel, options.stdin, ending),
  ];
  const work = Promise.all([ending.exit, ...streams]).then(([exit]) => exit);
  let cancel = () => undefined as unknown;
  const cancelled = new Promise<never>((_, reject) => {
    cancel = () => reject(signal.reason);
  });
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  try {
    const exit = await Promise.race([work, cancelled]);
    const reason = problem()?.message;
    return exit.k === "disconnected" && reason !== undefined ? { ...exit, reason } : exit;
  } catch (error) {
    // Cancelled, or a stream of ours broke off: the command would wait for it.
    await endCommand(client, channel, ending);
    throw error;
  } finally {
    signal.removeEventListener("abort", cancel);
    for (const one of [work, cancelled, ...streams]) one.catch(() => undefined);
  }
}

/** Ends a command on the machine, not only our view of it. */
export async function endCommand(client: Client, channel: ClientChannel, ending: Ending): Promise<void> {
  const over = ending.exit.then(() => undefined);
  channel.resume();
  channel.stderr.resume();
  sendSignal(client, channel, "TERM");
  await Promise.race([over, sleep(graceMs, undefined, { ref: false })]);
  if (ending.isOver()) return;
  sendSignal(client, channel, "KILL");
  channel.close();
  await Promise.race([over, sleep(graceMs, undefined, { ref: false })]);
}

async function drain(stream: Readable, sink: Sink | undefined): Promise<void> {
  // Left as it is when the sink fails: a command must be told before its channel is closed.
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) await sink?.(chunk);
}

async function feed(channel: ClientChannel, source: Source | undefined, ending: Ending): Promise<void> {
  for await (const chunk of source ?? []) {
    if (!(await writeTo(channel, chunk, ending))) return;
  }
  channel.end();
}

/** Writes bytes, and waits while the other side does not take more. Resolves with false when nobody will. */
export async function writeTo(channel: ClientChannel, chunk: Uint8Array, ending: Ending): Promise<boolean> {
  if (ending.isOver() || !channel.writable) return false;
  if (channel.write(chunk)) return true;
  let drained = () => undefined as unknown;
  const room = new Promise<void>((resolve) => {
    drained = resolve;
    channel.once("drain", resolve);
  });
  await Promise.race([room, ending.exit]);
  channel.removeListener("drain", drained);
  return !ending.isOver();
}
