import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClientChannel } from "ssh2";
import type { ExecOptions, Exit, Sink, Source } from "../communicator.ts";

/** How long a cancelled command may take to end before its channel is cut, in milliseconds. */
const graceMs = 1000;

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
export async function runChannel(channel: ClientChannel, ending: Ending, options: ExecOptions): Promise<Exit> {
  const { signal } = options;
  const cut = () => channel.close();
  const work = Promise.allSettled([
    ending.exit,
    drain(channel, options.stdout, cut),
    drain(channel.stderr, options.stderr, cut),
    feed(channel, options.stdin, ending).catch((error: unknown) => {
      // A source that breaks off would leave the command waiting for the rest.
      cut();
      throw error;
    }),
  ]).then((results) => {
    for (const result of results) if (result.status === "rejected") throw result.reason;
    return ending.exit;
  });
  let stop = () => undefined as unknown;
  const cancelled = new Promise<never>((_, reject) => {
    stop = () => endCommand(channel, ending).then(() => reject(signal.reason), reject);
  });
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    const exit = await Promise.race([work, cancelled]);
    signal.throwIfAborted();
    return exit;
  } finally {
    signal.removeEventListener("abort", stop);
    work.catch(() => undefined);
    cancelled.catch(() => undefined);
  }
}

/** Ends a command on the machine, not only our view of it. */
async function endCommand(channel: ClientChannel, ending: Ending): Promise<void> {
  const over = ending.exit.then(() => undefined);
  channel.signal("TERM");
  await Promise.race([over, sleep(graceMs, undefined, { ref: false })]);
  if (ending.isOver()) return;
  channel.signal("KILL");
  channel.close();
  await Promise.race([over, sleep(graceMs, undefined, { ref: false })]);
}

async function drain(stream: Readable, sink: Sink | undefined, cut: () => void): Promise<void> {
  try {
    for await (const chunk of stream) await sink?.(chunk);
  } catch (error) {
    cut();
    throw error;
  }
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
