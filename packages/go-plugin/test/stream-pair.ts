import type { ByteStream } from "../src/stream/byte-stream.ts";

/** Two ends of a stream in memory. A write waits until its bytes are read. */
export function streamPair(): readonly [ByteStream, ByteStream] {
  const [there, back] = [oneWay(), oneWay()];
  const both = (reads: OneWay, writes: OneWay): ByteStream => ({
    read: reads.read,
    write: writes.write,
    end: writes.end,
    close: () => {
      reads.fail(new Error("The stream is closed"));
      writes.fail(new Error("The other side has closed the stream"));
    },
  });
  return [both(back, there), both(there, back)];
}

interface OneWay extends Pick<ByteStream, "read" | "write" | "end"> {
  readonly fail: (error: Error) => void;
}

function oneWay(): OneWay {
  const queue: { readonly bytes: Uint8Array; readonly taken: () => void; readonly reject: (error: Error) => void }[] =
    [];
  let reader: { readonly resolve: () => void } | undefined;
  let isEnded = false;
  let failure: Error | undefined;
  const wake = () => {
    reader?.resolve();
    reader = undefined;
  };
  return {
    read: async () => {
      while (queue.length === 0 && !isEnded && failure === undefined)
        await new Promise<void>((resolve) => {
          reader = { resolve };
        });
      if (failure !== undefined) throw failure;
      const first = queue.shift();
      first?.taken();
      return first?.bytes;
    },
    write: (bytes) =>
      new Promise((taken, reject) => {
        if (failure !== undefined) throw failure;
        if (isEnded) throw new Error("The stream has ended");
        if (bytes.length === 0) return taken();
        queue.push({ bytes, taken, reject });
        wake();
      }),
    end: async () => {
      isEnded = true;
      wake();
    },
    fail: (error) => {
      if (isEnded && queue.length === 0) return;
      failure ??= error;
      for (const { reject } of queue.splice(0)) reject(failure);
      wake();
    },
  };
}
