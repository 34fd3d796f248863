import type { EventBody } from "../event/event.ts";
import type { Ui } from "../event/ui.ts";

/** Where a recording voice puts what is said. */
export interface Recording {
  /** Takes one line, its mark in front. */
  readonly line: (text: string) => void;
  readonly log: (text: string) => void;
  readonly event: (event: EventBody) => void;
}

/** A voice that keeps what is said: `==> say`, `    message`, `!!! error`, `out line` and `err line` of programs. */
export function recordingUi({ line, log, event }: Recording): Ui {
  const ui: Ui = {
    say: (text) => line(`==> ${text}`),
    message: (text) => line(`    ${text}`),
    error: (text) => line(`!!! ${text}`),
    log,
    output: (stream) => {
      const mark = stream === "stdout" ? "out" : "err";
      const decoder = new TextDecoder();
      let rest = "";
      return {
        write: (chunk) => {
          const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
          rest = parts.pop() ?? "";
          for (const part of parts) line(`${mark} ${part}`);
        },
        end: async () => {
          if (rest !== "") line(`${mark} ${rest}`);
          rest = "";
        },
      };
    },
    progress: () => ({ update: () => undefined, end: () => undefined }),
    emit: event,
    as: () => ui,
  };
  return ui;
}
