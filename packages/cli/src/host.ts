import { writeTo } from "./output/write-out.ts";

/** What a command has around it: where it stands, what it is told, and whom it speaks to. Commands reach the process only through this. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Relative paths begin here. */
  readonly cwd: string;
  /** Everything a person reads; the promise is the back-pressure. */
  readonly write: (text: string) => Promise<void>;
  /** The log. */
  readonly writeLog: (text: string) => Promise<void>;
  readonly isTerminal: boolean;
  /** Columns of the terminal, asked anew each time; undefined where there is none to draw on. */
  readonly columns: () => number | undefined;
  /** All of standard input. */
  readonly readStdin: () => Promise<string>;
}

/** The process itself. */
export function processHost(): Host {
  const { env, stdout, stderr, stdin } = process;
  return {
    env,
    cwd: process.cwd(),
    write: (text) => writeTo(stdout, text),
    writeLog: (text) => writeTo(stderr, text),
    isTerminal: stdout.isTTY === true,
    columns: () => (stdout.isTTY && env.TERM !== "dumb" ? stdout.columns : undefined),
    readStdin: async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks).toString("utf8");
    },
  };
}
