// The terminal that the program was started at, also where standard input or output is something else.

import { closeSync, constants, openSync, readSync, writeSync } from "node:fs";
import { ReadStream } from "node:tty";

export interface Terminal {
  readonly write: (text: string) => void;
  /** Forgets each Enter that was pressed before now. */
  readonly dropBlankLines: () => void;
  /** The next line; undefined when the person ended the input (Ctrl-D), or the terminal is gone. */
  readonly readLine: (signal: AbortSignal) => Promise<string | undefined>;
  readonly close: () => void;
}

/** What was read along with an answer and is one to the next question. The terminal is not kept open: a program may want to ask at it, too. */
let unread = "";

/** Opens the terminal; undefined where there is none, as in a cron job. */
export function openTerminal(): Terminal | undefined {
  let fd: number;
  try {
    fd = openSync("/dev/tty", constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return undefined;
  }
  let buffer = unread + readWaiting(fd);
  unread = "";
  let isAtEnd = false;
  let wake: () => void = () => undefined;
  const input = new ReadStream(fd);
  input.setEncoding("utf8");
  input.on("data", (text: string) => {
    buffer += text;
    wake();
  });
  const end = () => {
    isAtEnd = true;
    wake();
  };
  input.on("end", end);
  input.on("error", end);
  const take = () => {
    const at = buffer.search(/[\r\n]/);
    if (at < 0) return undefined;
    const line = buffer.slice(0, at);
    buffer = buffer.slice(at + 1);
    return line;
  };
  return {
    dropBlankLines: () => {
      buffer = buffer.replaceAll(/^[ \t]*[\r\n]/gm, "");
    },
    write: writeToTerminal,
    readLine: async (signal) => {
      const stop = () => wake();
      signal.addEventListener("abort", stop, { once: true });
      try {
        for (;;) {
          signal.throwIfAborted();
          const line = take();
          if (line !== undefined) return line;
          if (isAtEnd) return undefined;
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      } finally {
        signal.removeEventListener("abort", stop);
      }
    },
    close: () => {
      unread = buffer;
      input.destroy();
    },
  };
}

function readWaiting(fd: number): string {
  const chunk = Buffer.alloc(4096);
  let text = "";
  try {
    for (;;) {
      const length = readSync(fd, chunk);
      // Zero is a Ctrl-D that was typed before anything was asked.
      if (length === 0) return text;
      text += chunk.toString("utf8", 0, length);
    }
  } catch {
    // Nothing more is waiting.
    return text;
  }
}

function writeToTerminal(text: string): void {
  let fd: number;
  try {
    fd = openSync("/dev/tty", constants.O_WRONLY | constants.O_NOCTTY);
  } catch {
    return;
  }
  try {
    writeSync(fd, text);
  } catch {
    // It is gone; what is read of it will say so.
  } finally {
    closeSync(fd);
  }
}
