// What a person would see of what a program writes: a terminal emulator that shares no code with Ingot.

import headless from "@xterm/headless";

export interface Emulator {
  /** Resolves when the emulator has taken it. */
  readonly write: (text: string | Uint8Array) => Promise<void>;
  readonly resize: (columns: number, rows: number) => void;
  /** What the screen shows, line by line, without blanks at their ends. */
  readonly screen: () => readonly string[];
  /** What has scrolled away, and the screen; lines that were wrapped are put together again, empty ones at the end left out. */
  readonly text: () => readonly string[];
  /** Where the cursor is on the screen, counted from 0. */
  readonly cursor: () => { readonly row: number; readonly column: number; readonly isVisible: boolean };
  /** What a program has to leave as it was. */
  readonly modes: () => {
    readonly isAlternate: boolean;
    readonly isWrapping: boolean;
    readonly isSynchronized: boolean;
  };
  readonly close: () => void;
}

/** Opens a terminal of a size. */
export function createEmulator(columns: number, rows: number): Emulator {
  const terminal = new headless.Terminal({ cols: columns, rows, scrollback: 100_000, allowProposedApi: true });
  let isVisible = true;
  const follow = (final: "h" | "l") =>
    terminal.parser.registerCsiHandler({ prefix: "?", final }, (parameters) => {
      if (parameters.includes(25)) isVisible = final === "h";
      return false;
    });
  follow("h");
  follow("l");
  const buffer = () => terminal.buffer.active;
  const textOf = (at: number, isTrimmed: boolean) => buffer().getLine(at)?.translateToString(isTrimmed) ?? "";
  return {
    write: (text) => new Promise((resolve) => terminal.write(text, resolve)),
    resize: (toColumns, toRows) => terminal.resize(toColumns, toRows),
    screen: () => Array.from({ length: terminal.rows }, (_, at) => textOf(buffer().baseY + at, true)),
    text: () => {
      const lines: string[] = [];
      for (let at = 0; at < buffer().length; at++) {
        const goesOn = at + 1 < buffer().length && buffer().getLine(at + 1)?.isWrapped === true;
        const before = buffer().getLine(at)?.isWrapped ? (lines.pop() ?? "") : "";
        const text = before + textOf(at, false);
        lines.push(goesOn ? text : text.trimEnd());
      }
      while (lines.at(-1) === "") lines.pop();
      return lines;
    },
    cursor: () => ({ row: buffer().cursorY, column: buffer().cursorX, isVisible }),
    modes: () => ({
      isAlternate: buffer().type === "alternate",
      isWrapping: terminal.modes.wraparoundMode,
      isSynchronized: terminal.modes.synchronizedOutputMode,
    }),
    close: () => terminal.dispose(),
  };
}
