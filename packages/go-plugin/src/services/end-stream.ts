import type { ByteStream } from "../stream/byte-stream.ts";

/** How much the other side may still send on a stream that only we write, in bytes. */
const mostIgnored = 64 * 1024;
/** How long it may take to end its half of a stream that we have ended, as yamux has it, in milliseconds. */
const patienceMs = 5 * 60_000;

/**
 * Ends a stream in order: what was written arrives, however slowly the other side takes it; its half ends when it has. Resolves when our
 * half has ended; never rejects. Nobody else may be reading the stream.
 */
export async function endStream(stream: ByteStream): Promise<void> {
  try {
    await stream.end();
    void awaitEnd(stream);
  } catch {
    stream.close();
  }
}

/** Waits for the other side's end of a stream that we have ended. Never rejects. */
async function awaitEnd(stream: ByteStream): Promise<void> {
  const timer = setTimeout(stream.close, patienceMs).unref();
  await ignoreRest(stream);
  clearTimeout(timer);
}

/** Reads until the other side ends or breaks off. One that sends what nobody wants is cut off. Never rejects. */
export async function ignoreRest(stream: ByteStream): Promise<void> {
  try {
    let ignored = 0;
    for (;;) {
      const bytes = await stream.read();
      if (bytes === undefined) return;
      ignored += bytes.length;
      if (ignored > mostIgnored) break;
    }
  } catch {
    // It is over either way.
  }
  stream.close();
}

/** The bytes of a stream, until the other side ends. Rejects when it was reset. */
export async function* bytesOf(stream: ByteStream): AsyncGenerator<Uint8Array> {
  for (;;) {
    const bytes = await stream.read();
    if (bytes === undefined) return;
    yield bytes;
  }
}
