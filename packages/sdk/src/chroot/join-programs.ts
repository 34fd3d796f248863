import type { Exit, Sink, Source, Transfer } from "../communicator/communicator.ts";

/** How much of an error text is kept for a message, in bytes. */
const errorLimit = 4096;

/** Joins the output of one program to the input of another; each is ended when the other fails. */
export async function joinPrograms(
  produce: (stdout: Sink, stderr: Sink, signal: AbortSignal) => Promise<Exit>,
  consume: (stdin: Source, stderr: Sink, signal: AbortSignal) => Promise<Exit>,
  transfer: Transfer,
  what: string,
): Promise<void> {
  const stop = new AbortController();
  const signal = AbortSignal.any([transfer.signal, stop.signal]);
  const channel = handOver(signal);
  let done = 0;
  const stdout: Sink = async (chunk) => {
    await channel.put(chunk);
    done += chunk.length;
    transfer.progress?.(done, undefined);
  };
  const heard = [errorText(), errorText()] as const;
  const run = async (work: Promise<Exit>, said: () => string, atEnd: () => void) => {
    try {
      const exit = await work;
      atEnd();
      requireSuccess(exit, said(), what);
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  };
  const results = await Promise.allSettled([
    run(consume(channel.source, heard[1].sink, signal), heard[1].text, channel.close),
    run(produce(stdout, heard[0].sink, signal), heard[0].text, channel.end),
  ]);
  transfer.signal.throwIfAborted();
  if (stop.signal.aborted) throw stop.signal.reason;
  for (const result of results) if (result.status === "rejected") throw result.reason;
}

/** A place for one chunk between a sink and a source. */
function handOver(signal: AbortSignal): {
  readonly put: Sink;
  readonly end: () => void;
  /** Nobody reads any more: what is put from now on is dropped. */
  readonly close: () => void;
  readonly source: Source;
} {
  let waiting: { readonly chunk: Uint8Array; readonly taken: () => void } | undefined;
  let isEnded = false;
  let isClosed = false;
  let wake: () => void = () => undefined;
  const close = () => {
    isClosed = true;
    waiting?.taken();
    wake();
  };
  signal.addEventListener("abort", close, { once: true });
  async function* read(): Source {
    for (;;) {
      if (isClosed) return;
      if (waiting) {
        const { chunk, taken } = waiting;
        waiting = undefined;
        yield chunk;
        taken();
      } else if (isEnded) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }
  return {
    put: (chunk) =>
      isClosed
        ? undefined
        : new Promise<void>((resolve) => {
            waiting = { chunk, taken: resolve };
            wake();
          }),
    end: () => {
      isEnded = true;
      wake();
    },
    close,
    source: read(),
  };
}

/** Keeps the beginning of what a program says on standard error, for a message. */
export function errorText(): { readonly sink: Sink; readonly text: () => string } {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    sink: (chunk) => {
      if (size >= errorLimit) return;
      chunks.push(chunk.subarray(0, errorLimit - size));
      size += chunk.length;
    },
    text: () => Buffer.concat(chunks).toString("utf8").trim(),
  };
}

/** Throws unless a program ended with status 0; `what` is the beginning of the message. */
export function requireSuccess(exit: Exit, said: string, what: string): void {
  if (exit.k === "exited" && exit.code === 0) return;
  const how = exit.k === "exited" ? `exit status ${exit.code}` : exit.k === "signalled" ? exit.signal : "no status";
  throw new Error(said === "" ? `${what} (${how})` : `${what} (${how}): ${said}`);
}
