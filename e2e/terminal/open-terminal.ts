// A program in a pseudo-terminal of its own: what it writes goes through a terminal emulator, keys and signals go to the program.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createEmulator, type Emulator } from "../../packages/cli/test/emulator.ts";
import { waitUntil } from "../environment/wait-until.ts";

const driver = fileURLToPath(new URL("run-in-terminal.py", import.meta.url));
const longestWait = { timeoutMs: 60_000, everyMs: 20 };

export interface OpenTerminal {
  readonly see: Pick<Emulator, "screen" | "text" | "cursor" | "modes">;
  /** Everything that was received. */
  readonly received: () => string;
  /** Waits until the screen shows it, and is not in the middle of a change that the program wants to be seen as one. */
  readonly shows: (text: RegExp) => Promise<void>;
  readonly type: (text: string) => void;
  /** Resolves when the terminal has the size; the program learns of it then. */
  readonly resize: (columns: number, rows: number) => Promise<void>;
  /** Sends a signal to the program alone. */
  readonly signal: (name: NodeJS.Signals) => void;
  /** The exit code; negative for the number of a signal. */
  readonly ended: () => Promise<number>;
  /** Ends the program, if it has not ended, and the terminal. */
  readonly close: () => Promise<void>;
}

interface Fact {
  readonly data?: string;
  readonly resize?: readonly [number, number];
  readonly end?: number;
}

/** Starts a program as the leader of a terminal's foreground. */
export function openTerminal(
  words: readonly string[],
  options: {
    readonly columns: number;
    readonly rows: number;
    readonly cwd: string;
    readonly env: Readonly<Record<string, string | undefined>>;
  },
): OpenTerminal {
  const { columns, rows, cwd, env } = options;
  const child: ChildProcess = spawn("python3", [driver, String(columns), String(rows), ...words], {
    cwd,
    env: { ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  const emulator = createEmulator(columns, rows);
  let received = "";
  let end: number | undefined;
  let behind: Promise<void> = Promise.resolve();
  const resized: (() => void)[] = [];
  const take = async ({ data, resize, end: code }: Fact) => {
    if (data !== undefined) {
      const bytes = Buffer.from(data, "base64");
      received += bytes.toString("latin1");
      await emulator.write(bytes);
    }
    if (resize) {
      emulator.resize(...resize);
      resized.shift()?.();
    }
    end = code;
  };
  const facts = createInterface({ input: child.stdout ?? process.stdin });
  facts.on("line", (line) => {
    behind = behind.then(() => take(JSON.parse(line) as Fact));
  });
  child.stdin?.on("error", () => undefined);
  const order = (what: object) => child.stdin?.write(`${JSON.stringify(what)}\n`);
  const screen = () => emulator.screen().join("\n");
  return {
    see: emulator,
    received: () => received,
    shows: async (text) =>
      void (await waitUntil(() => !emulator.modes().isSynchronized && text.test(screen()), {
        ...longestWait,
        what: () => `${text} on the screen:\n${screen()}`,
      })),
    type: (text) => order({ type: text }),
    resize: (toColumns, toRows) => {
      order({ resize: [toColumns, toRows] });
      return new Promise((resolve) => resized.push(resolve));
    },
    signal: (name) => order({ signal: constants.signals[name] }),
    ended: () =>
      waitUntil(() => end !== undefined && { code: end }, {
        ...longestWait,
        what: () => `the end of the program:\n${screen()}`,
      }).then(({ code }) => code),
    close: async () => {
      if (end === undefined) order({ signal: constants.signals.SIGKILL });
      // Nobody's inventory is to find what drives the terminal.
      await closed;
      emulator.close();
    },
  };
}
