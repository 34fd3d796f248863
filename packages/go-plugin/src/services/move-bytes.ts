import type { Sink, Source } from "@ingot/sdk";
import type { ByteStream } from "../stream/byte-stream.ts";
import { endStream } from "./end-stream.ts";
import type { Pulse } from "./until-quiet.ts";

/** What failed was ours: where bytes come from, or where they go. */
export class LocalFailure extends Error {
  constructor(cause: unknown) {
    super("", { cause });
    this.name = "LocalFailure";
  }
}

/**
 * Sends everything and ends the stream. When the source fails, the stream is broken off, so that nobody takes what came for the whole.
 * Rejects with a `LocalFailure` then, and as the stream does when the other side takes no more.
 */
export async function sendBytes(source: Source, stream: ByteStream, pulse: Pulse): Promise<void> {
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      pulse.busy += 1;
      const next = await iterator.next().catch((error: unknown) => {
        stream.close();
        throw new LocalFailure(error);
      });
      pulse.busy -= 1;
      if (next.done) break;
      await stream.write(next.value);
      pulse.beats += 1;
    }
    await endStream(stream);
  } finally {
    // A source that somebody types may have nothing to give for ever.
    iterator.return?.().catch(() => undefined);
  }
}

/** Takes everything up to the end of the stream. Rejects with a `LocalFailure` when the sink does, and as the stream does. */
export async function takeBytes(stream: ByteStream, sink: Sink, pulse: Pulse): Promise<void> {
  for (;;) {
    const bytes = await stream.read();
    if (bytes === undefined) break;
    pulse.beats += 1;
    pulse.busy += 1;
    try {
      await sink(bytes);
    } catch (error) {
      stream.close();
      throw new LocalFailure(error);
    }
    pulse.busy -= 1;
  }
  await endStream(stream);
}
