import { stripVTControlCharacters } from "node:util";
import type { Sink } from "@ingot/sdk";

/** A sink that turns a program's bytes into lines as they are shown: without escape sequences, and of a line that was drawn over, the last state. */
export interface LineSink {
  readonly write: Sink;
  /** Gives the last line, where it had no line break. */
  readonly end: () => void;
}

/** Splits what a program writes into lines for `onLine`; empty lines are left out. */
export function messageLines(onLine: (line: string) => void): LineSink {
  const decoder = new TextDecoder();
  let rest = "";
  const give = (raw: string) => {
    const text = stripVTControlCharacters(raw).trimEnd();
    const shown = text.slice(text.lastIndexOf("\r") + 1);
    if (shown !== "") onLine(shown);
  };
  return {
    write: (chunk) => {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) give(line);
    },
    end: () => {
      give(rest + decoder.decode());
      rest = "";
    },
  };
}
