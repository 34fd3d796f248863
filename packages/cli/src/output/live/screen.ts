// The terminal while a run is shown on it: the log above, the block of lanes under it, and, when a person is asked, the question in place of the
// block. It decides when something is written; what the block says comes from outside.

import { displayWidth } from "@ingot/hcl";
import type { Terminal, View } from "../terminal.ts";
import type { Size } from "./compose-block.ts";
import { withoutMotion } from "./fit-cells.ts";
import { createBlockPainter, eraseBelow } from "./paint-block.ts";

/** So long after something was written the next thing waits, in milliseconds: what comes meanwhile is written together. */
const frameMs = 100;
/** The same while somebody may be typing: what was typed so far is not seen any more when the question has moved down. */
const questionFrameMs = 3000;
/** More of the log than this does not wait, in characters. */
const mostWaiting = 32 * 1024;
export interface Screen extends View {
  /** The block may look otherwise now. */
  readonly touch: () => void;
  /** The wait for an answer is over: by a line that was typed, or because nobody is asked any more. */
  readonly answered: (wasTyped: boolean) => void;
  /** The terminal has another size. */
  readonly resized: () => void;
  /** Writes what is waiting, and takes the block away, before it returns: the process stops, or ends. */
  readonly leave: () => void;
  /** Draws again after `leave`. */
  readonly comeBack: () => void;
  /** Leaves for good. */
  readonly close: () => void;
}

/** Makes the screen; the block is asked for whenever it is drawn. */
export function createScreen(options: {
  readonly terminal: Pick<Terminal, "write" | "size" | "isXtermJs" | "isInBackground">;
  readonly block: (size: Size) => readonly string[];
  /** As often the whole block is drawn, for its clocks, and over what others may have written; in milliseconds. */
  readonly clockMs: number;
}): Screen {
  const { terminal } = options;
  const painter = createBlockPainter(terminal.isXtermJs);
  let texts: string[] = [];
  let length = 0;
  let timer: NodeJS.Timeout | undefined;
  let lastMs = Number.NEGATIVE_INFINITY;
  let isWhole = false;
  /** The line behind which somebody types. */
  let question: { readonly text: string; readonly columns: number } | undefined;
  let isAway = terminal.isInBackground();
  let size = terminal.size();

  const block = () => (isAway ? [] : options.block(size));

  const takeTexts = () => {
    const text = texts.join("");
    texts = [];
    length = 0;
    return text;
  };

  const frame = (): string => {
    const text = takeTexts();
    const whole = isWhole;
    isWhole = false;
    if (question) return text === "" ? "" : `${toStartOf(question, size.columns)}${text}${question.text}`;
    return text === "" ? painter.update(block(), whole) : painter.print(text, block());
  };

  const write = (text: string): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    lastMs = performance.now();
    return text === "" ? taken : terminal.write(text);
  };

  const schedule = () => {
    const waitMs = lastMs + (question ? questionFrameMs : frameMs) - performance.now();
    timer ??= setTimeout(() => void write(frame()), Math.max(0, waitMs));
  };

  const ticking = setInterval(() => {
    if (isAway && terminal.isInBackground()) return;
    isAway = false;
    isWhole = true;
    schedule();
  }, options.clockMs).unref();

  const leave = () => {
    isAway = true;
    const text = takeTexts();
    if (!question) return void write(painter.print(text, []));
    void write(`${text === "" ? "" : `${toStartOf(question, size.columns)}${text}${question.text}`}\n`);
  };

  return {
    print: (text) => {
      const shown = withoutMotion(text);
      texts.push(shown);
      length += shown.length;
      if (length >= mostWaiting) return write(frame());
      schedule();
      return taken;
    },
    ask: (text) => {
      const end = text.lastIndexOf("\n") + 1;
      const [log, asked] = [text.slice(0, end), text.slice(end)];
      // What stood before has been answered, and is part of the log.
      question = asked === "" ? undefined : { text: asked, columns: size.columns };
      return write(`${painter.print(`${takeTexts()}${log}`, [])}${asked}`);
    },
    answered: (wasTyped) => {
      if (!question) return;
      question = undefined;
      // Nobody has pressed enter: the log goes on below the question all the same.
      if (!wasTyped) texts.unshift("\n");
      void write(frame());
    },
    touch: () => {
      if (!question) schedule();
    },
    resized: () => {
      const rowsLost = Math.max(0, size.rows - terminal.size().rows);
      size = terminal.size();
      if (!question && !isAway) void write(painter.redraw(block(), size.columns, rowsLost));
    },
    leave,
    comeBack: () => {
      const wasAway = isAway;
      isAway = terminal.isInBackground();
      if (!question) void write(painter.redraw(block(), size.columns, 0));
      else if (wasAway) void write(question.text);
    },
    close: () => {
      clearInterval(ticking);
      leave();
    },
  };
}

const taken = Promise.resolve();

/**
 * From behind the question to its first cell, with all of it erased. Terminals differ in what a resize does with a line: it is rather taken for
 * too short, which leaves some of the question, than for too long, which takes some of the log away.
 */
function toStartOf({ text, columns }: { readonly text: string; readonly columns: number }, columnsNow: number): string {
  const rows = Math.ceil(displayWidth(text) / Math.max(1, columns, columnsNow));
  return `${rows > 1 ? `\u001b[${rows - 1}A` : ""}${eraseBelow}`;
}
