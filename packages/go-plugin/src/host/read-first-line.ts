import type { Readable } from "node:stream";
import type { HandshakeProblem } from "./parse-handshake.ts";

/** Longer than any path may be, in bytes. */
const longestLine = 8192;

/** How long the line of a program that has ended may take, in milliseconds. */
const lateLineMs = 500;

/** The first line of a program, without its end; or why there is none. */
export type FirstLine =
  | { readonly k: "line"; readonly text: string }
  | { readonly k: "ended" }
  | ({ readonly k: "wrong" } & HandshakeProblem);

/**
 * Reads a program's first line, and leaves the stream as it is behind it.
 *
 * @param exited resolves when the program has ended
 * @param timeoutMs how long it may take, in milliseconds
 */
export async function readFirstLine(stream: Readable, exited: Promise<void>, timeoutMs: number): Promise<FirstLine> {
  let timer: NodeJS.Timeout | undefined;
  let onData: ((chunk: Buffer) => void) | undefined;
  const line = new Promise<FirstLine>((resolve) => {
    let text = Buffer.alloc(0);
    onData = (chunk) => {
      text = Buffer.concat([text, chunk]);
      const end = text.indexOf("\n");
      if (end >= 0 && end <= longestLine) resolve({ k: "line", text: text.subarray(0, end).toString("utf8") });
      else if (text.length > longestLine) resolve(endless);
    };
    stream.on("data", onData);
    stream.once("end", () => resolve(text.length > 0 ? { k: "line", text: text.toString("utf8") } : { k: "ended" }));
  });
  const timeout = new Promise<FirstLine>((resolve) => {
    timer = setTimeout(() => resolve(tooLate(timeoutMs)), timeoutMs);
  });
  // What it wrote in front of its end may still be on its way.
  let isOver = false;
  const death = new Promise<FirstLine>((resolve) => {
    void exited.then(() => {
      if (!isOver) setTimeout(resolve, lateLineMs, { k: "ended" }).unref();
    });
  });
  try {
    return await Promise.race([line, timeout, death]);
  } finally {
    isOver = true;
    clearTimeout(timer);
    if (onData) stream.removeListener("data", onData);
  }
}

const endless: FirstLine = {
  k: "wrong",
  problem: `wrote more than ${longestLine} bytes where its handshake belongs, without an end of the line`,
  advice: "It is no plugin of Packer, or a broken one: remove it.",
};

function tooLate(timeoutMs: number): FirstLine {
  return {
    k: "wrong",
    problem: `did not say within ${Math.round(timeoutMs / 1000)} seconds where it can be reached`,
    advice:
      "Look whether it waits for something, or this machine is very busy; if it stays so, tell who makes the plugin.",
  };
}
