import { setMaxListeners } from "node:events";
import { writeSync } from "node:fs";
import type { Host } from "../host.ts";
import { palette } from "../output/colours.ts";
import { cancellingText } from "../output/lines-of-event.ts";
import { eraseLine } from "../output/text-renderer.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
type Interrupting = (typeof signals)[number];

/** The run was stopped by a signal. */
export class InterruptError extends Error {
  constructor(signal: Interrupting) {
    super(`The build was cancelled by ${signal}`);
    this.name = "InterruptError";
  }
}

/** As long as a screen that stands still, or a pipe that nobody reads, may keep somebody who has asked twice, in milliseconds. */
const lastWordsMs = 1000;

export interface Interrupts {
  readonly signal: AbortSignal;
  /** What to say of what is left when a second interrupt ends everything: whole lines. */
  readonly setLastWords: (words: () => string) => void;
  /** Who tells of the first one, from now on: a run does by its events. */
  readonly setTeller: (tell: (signal: string) => void) => void;
}

/**
 * Turns the first interrupt into an abort, after which the run removes what it made. The second one ends the process at once; what is left
 * then stands in the journal, and the run's supervisor removes it.
 */
export function listenForInterrupts(
  isColoured: boolean,
  host: Pick<Host, "writeError" | "columns" | "events">,
): Interrupts & { readonly stop: () => void } {
  const controller = new AbortController();
  // Every build hangs on it, and each of their programs.
  setMaxListeners(0, controller.signal);
  let lastWords = () => "";
  let tell: (signal: string) => void = (signal) => {
    void host.events.emit({ type: "interrupt", signal, isSecond: false });
    void say(`${cancellingText(signal)}\n`);
  };
  // The cursor stands behind the terminal's ^C.
  const say = (text: string) =>
    host.writeError(`${host.columns() === undefined ? "" : eraseLine}${palette(isColoured).error(text)}`);
  const handlers = signals.map((name) => {
    const handler = () => {
      if (controller.signal.aborted) {
        void host.events.emit({ type: "interrupt", signal: name, isSecond: true });
        const end = () => process.exit(1);
        setTimeout(end, lastWordsMs);
        void say(`Stopped at once.\n${lastWords()}`).then(end, end);
        return;
      }
      tell(name);
      controller.abort(new InterruptError(name));
    };
    process.on(name, handler);
    return { name, handler };
  });
  // An error that nobody catches is a bug of ours. Node prints it next, and ends the process.
  const onFault = () => {
    try {
      writeSync(2, lastWords());
    } catch {
      // There is nowhere to say it.
    }
  };
  process.on("uncaughtExceptionMonitor", onFault);
  return {
    signal: controller.signal,
    setLastWords: (words) => {
      lastWords = words;
    },
    setTeller: (teller) => {
      tell = teller;
    },
    stop: () => {
      process.off("uncaughtExceptionMonitor", onFault);
      for (const { name, handler } of handlers) process.off(name, handler);
    },
  };
}
