import type { Readable } from "node:stream";
import type { Sink } from "../communicator.ts";

const longestLine = 64 * 1024;

/** Reads a stream of bytes piece by piece. */
export interface ByteReader {
  /** The next byte; undefined at the end. */
  readonly byte: () => Promise<number | undefined>;
  /** Up to the next line feed, without it; undefined at the end. */
  readonly line: () => Promise<string | undefined>;
  /** Hands over so many bytes; throws where there are fewer. */
  readonly take: (count: number, to: Sink) => Promise<void>;
  /** Reads to the end and drops it: a channel is only closed when everything was read. */
  readonly skipRest: () => Promise<void>;
}

/** A reader of a stream, which it has for itself from now on. */
export function readBytesOf(stream: Readable): ByteReader {
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  /** Whether there is a byte to be read. */
  const fill = async (): Promise<boolean> => {
    while (rest.length === 0) {
      const { done, value } = await chunks.next();
      if (done) return false;
      rest = value;
    }
    return true;
  };
  const cut = (count: number): Buffer => {
    const head = rest.subarray(0, count);
    rest = rest.subarray(count);
    return head;
  };
  return {
    byte: async () => ((await fill()) ? cut(1)[0] : undefined),
    line: async () => {
      const parts: Buffer[] = [];
      for (let length = 0; await fill(); ) {
        const end = rest.indexOf(10);
        if (end >= 0) {
          parts.push(cut(end));
          cut(1);
          return Buffer.concat(parts).toString("utf8");
        }
        length += rest.length;
        if (length > longestLine) throw new Error("The machine sent a line that does not end");
        parts.push(cut(rest.length));
      }
      return parts.length === 0 ? undefined : Buffer.concat(parts).toString("utf8");
    },
    skipRest: async () => {
      while (await fill()) cut(rest.length);
    },
    take: async (count, to) => {
      for (let left = count; left > 0; ) {
        if (!(await fill())) throw new Error("The machine ended the transfer in the middle of a file");
        const chunk = cut(Math.min(left, rest.length));
        left -= chunk.length;
        await to(chunk);
      }
    },
  };
}
