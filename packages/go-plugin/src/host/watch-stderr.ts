// What a plugin logs. Each line goes to our log under the program's name; the last ones are kept, for when it dies.

import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** A longer line is cut into pieces, in characters. */
const longestLine = 16 * 1024;
/** So many of the last lines are kept. */
const mostKept = 12;
/** So many are kept of a panic: what it is, and where. Go follows it up with the whole way there, for each of its threads. */
const mostOfPanic = 5;
/** So much of each is kept, in characters. */
const longestKept = 400;

export interface StderrWatch {
  /** The lines that tell why the plugin died: from a panic on, or the last ones. */
  readonly lastWords: () => readonly string[];
  /** Resolves when nothing more can come. */
  readonly ended: Promise<void>;
}

/**
 * Reads what a plugin writes to its standard error, for as long as there is anything.
 *
 * @param name what stands in front of each line: `packer-plugin-docker plugin: `
 * @param log its promise holds the plugin up while the log cannot take more
 */
export function watchStderr(stream: Readable, name: string, log: (line: string) => void | Promise<void>): StderrWatch {
  let kept: string[] = [];
  let hasPanicked = false;
  const take = async (line: string) => {
    const text = line.trimEnd();
    if (text === "") return;
    const short = text.slice(0, longestKept);
    if (isPanic(short)) {
      hasPanicked = true;
      kept = [];
    }
    if (kept.length < (hasPanicked ? mostOfPanic : mostKept)) kept.push(short);
    else if (!hasPanicked) kept = [...kept.slice(1), short];
    await log(`${name} plugin: ${text}`);
  };
  const read = async () => {
    const decoder = new StringDecoder("utf8");
    let rest = "";
    for await (const chunk of stream) {
      rest += decoder.write(chunk as Buffer);
      for (let end = lineEnd(rest); end > 0; end = lineEnd(rest)) {
        const line = rest.slice(0, end);
        rest = rest.slice(end);
        await take(line);
      }
    }
    await take(rest + decoder.end());
  };
  // A log that fails, or a pipe that breaks, is no reason to end a build.
  const ended = read().catch(() => undefined);
  return { lastWords: () => kept, ended };
}

/** How long the first whole line is, with its end; 0 where there is none yet. */
function lineEnd(text: string): number {
  const end = text.indexOf("\n") + 1;
  if (end > 0 && end <= longestLine) return end;
  return text.length > longestLine ? longestLine : 0;
}

/** Go writes it as it is; what goes through its log has the time in front. */
function isPanic(line: string): boolean {
  return /^[\d/: .]*(panic|fatal error): /.test(line);
}
