import { readFileSync } from "node:fs";
import { type WriteText, writerOf } from "./write-out.ts";

/** What shows text on a terminal in place of a bare stream. */
export interface View {
  /** Shows whole lines. */
  readonly print: WriteText;
  /** Shows a text at whose end a person types. */
  readonly ask: WriteText;
}

/** Standard output, where it is a terminal that can be drawn on. */
export interface Terminal {
  /** In cells; zero where nobody knows. */
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Calls the listener whenever the size has changed; gives what ends that. */
  readonly onResize: (listener: () => void) => () => void;
  /** Writes past the view. On everything but Windows the text is out before this returns. */
  readonly write: WriteText;
  /** Writes a text at whose end a person types. */
  readonly prompt: WriteText;
  /** From now on, what is written to standard output goes to the view; without one, to the terminal again. */
  readonly divert: (view: View | undefined) => void;
  /** Whether it is made with xterm.js, which moves the cursor in a way of its own when it wraps lines for a narrower screen. */
  readonly isXtermJs: boolean;
  /** Whether another program has the terminal now, as after `bg`. */
  readonly isInBackground: () => boolean;
}

/** Standard output as a terminal, where it is one, and the way of all text to it. */
export function outputTerminal(
  stdout: NodeJS.WriteStream & { readonly fd: 1 },
  env: Readonly<Record<string, string | undefined>>,
): { readonly write: WriteText; readonly terminal: Terminal | undefined } {
  const plain = writerOf(stdout);
  // Windows does not name its terminals.
  const canDraw = process.platform === "win32" || (env.TERM !== undefined && env.TERM !== "" && env.TERM !== "dumb");
  if (!stdout.isTTY || !canDraw) return { write: plain, terminal: undefined };
  let view: View | undefined;
  return {
    write: (text) => (view ? view.print(text) : plain(text)),
    terminal: {
      size: () => ({ columns: stdout.columns || 0, rows: stdout.rows || 0 }),
      onResize: (listener) => {
        stdout.on("resize", listener);
        return () => stdout.off("resize", listener);
      },
      write: (text) => new Promise((resolve) => stdout.write(text, () => resolve())),
      prompt: (text) => (view ? view.ask(text) : plain(text)),
      divert: (next) => {
        view = next;
      },
      isXtermJs: ["vscode", "Hyper", "Tabby"].includes(env.TERM_PROGRAM ?? ""),
      isInBackground,
    },
  };
}

/** Linux tells of a process which group of processes has its terminal; elsewhere it is taken for granted that ours has it. */
function isInBackground(): boolean {
  if (process.platform !== "linux") return false;
  try {
    const stat = readFileSync("/proc/self/stat", "latin1");
    // Behind the name of the program, which may hold anything: state, parent, group, session, terminal, the terminal's group.
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return foreground !== "-1" && foreground !== group;
  } catch {
    return false;
  }
}
