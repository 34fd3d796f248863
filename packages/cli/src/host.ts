import { fstatSync } from "node:fs";
import { readLines } from "./input/read-lines.ts";
import type { EventChannel } from "./output/event-channel.ts";
import { outputTerminal, type Terminal } from "./output/terminal.ts";
import { failureOf, writerOf } from "./output/write-out.ts";
import { maskCrashes } from "./session/mask-crashes.ts";

/** The process around a command: where it stands, what it is told, and the bare streams. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths begin here. */
  readonly cwd: string;
  /** Standard output; the promise is the back-pressure. */
  readonly write: (text: string) => Promise<void>;
  /** Why some of standard output was lost; undefined while all of it was taken. */
  readonly lostOutput: () => Error | undefined;
  /** Masks from now on what the process prints when it ends by an error that nobody caught. */
  readonly maskCrashes: (mask: (text: string) => string) => void;
  /** The log. */
  readonly writeLog: (text: string) => Promise<void>;
  readonly isTerminal: boolean;
  /** Whether the log goes to a person's screen, and into no file or pipe. */
  readonly isLogTerminal: boolean;
  /** Columns of the terminal, asked anew each time; undefined where there is none to draw on. */
  readonly columns: () => number | undefined;
  /** Standard output as a terminal that can be drawn on; undefined where it is none. */
  readonly terminal: Terminal | undefined;
  /** All of standard input; rejects with an error of the code EFBIG where that is more than is read of a file. */
  readonly readStdin: () => Promise<string>;
  /** Standard input line by line. */
  readonly readLines: () => AsyncIterable<string>;
  /** Lines typed at the terminal behind a prompt; the tabulator completes names. */
  readonly promptLines: (names: readonly string[]) => AsyncIterable<string>;
  /** Where standard input comes from: somebody who types, another program, or anything else, such as a file. */
  readonly stdinKind: () => "terminal" | "pipe" | "file";
}

/** What standard output has: text for people, lines of `-machine-readable`, or events of `-json`. */
export type OutputForm = "text" | "machine-readable" | "json";

/** What a command speaks through. It never learns which form its words take: that is decided once, in `output/speak.ts`. */
export interface Host extends Surroundings {
  /** Says something: whole lines, each call one message. It is an event as well. */
  readonly write: (text: string) => Promise<void>;
  /** The same, for what went wrong. */
  readonly writeError: (text: string) => Promise<void>;
  /** Text that is asked for as it is, in every form of output: help, or a document that goes into a file. */
  readonly writeRaw: (text: string) => Promise<void>;
  /** A fact for programs; people do not see it. The target is the build that it is about. */
  readonly tell: (fact: Fact) => Promise<void>;
  /** Shows the text of something that is an event already, or is told as one beside. Nothing in JSON, where the event says it. */
  readonly print: (level: "say" | "error", text: string, target?: string) => Promise<void>;
  /** What happens, as events. */
  readonly events: EventChannel;
  readonly form: OutputForm;
  /** Neither -machine-readable nor -json was given: somebody may be asked, and sees colours. */
  readonly isForPeople: boolean;
}

/** A line of `-machine-readable` beside what is said (core-cli 4.3). */
export interface Fact {
  readonly type: string;
  readonly data: readonly string[];
  /** The build that it is about. */
  readonly target?: string;
}

/** The process itself. */
export function processSurroundings(): Surroundings {
  const { env, stdout, stderr, stdin } = process;
  const { write, terminal } = outputTerminal(stdout, env);
  return {
    env,
    cwd: process.cwd(),
    write,
    lostOutput: () => failureOf(stdout),
    maskCrashes,
    writeLog: writerOf(stderr),
    isTerminal: stdout.isTTY === true,
    isLogTerminal: stderr.isTTY === true,
    columns: () => (stdout.isTTY && env.TERM !== "dumb" ? stdout.columns : undefined),
    terminal,
    readStdin: async () => {
      const { collectInput } = await import("@ingot/hcl");
      return Buffer.from(await collectInput(stdin)).toString("utf8");
    },
    readLines: () => readLines(stdin),
    promptLines: async function* (names) {
      yield* (await import("./input/prompt-lines.ts")).promptLines(names);
    },
    stdinKind: () => {
      if (stdin.isTTY) return "terminal";
      try {
        const facts = fstatSync(0);
        // Between programs written for Node a pipe is a pair of sockets.
        return facts.isFIFO() || facts.isSocket() ? "pipe" : "file";
      } catch {
        // It is closed: nothing comes from it.
        return "file";
      }
    },
  };
}
