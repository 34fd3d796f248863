// Packer's text form. What Ingot does and what a machine writes on stderr stands behind `==> build: `, details and stdout behind
// `    build: `, as Packer wrote it up to 1.10: it tells the two apart.

import type { Renderer } from "@ingot/engine";
import type { Event } from "@ingot/sdk";
import { palette } from "./colours.ts";
import { type Line, type LineForm, linesOfEvent, newRunState, withTarget } from "./lines-of-event.ts";
import { localTime } from "./local-time.ts";

/** Takes away the line that the cursor stands in. */
export const eraseLine = "\r\u001b[K";

export interface TextOptions {
  readonly write: (text: string) => Promise<void>;
  readonly isColoured: boolean;
  /** -timestamp-ui */
  readonly hasTimestamps: boolean;
  /** It is written to a terminal as it is, and by no view that knows where the cursor is. */
  readonly isAloneOnTerminal: boolean;
  /** Whether silent builds say that they go on; lanes show it otherwise. */
  readonly hasHeartbeats: boolean;
  readonly renderDiagnostic: LineForm["renderDiagnostic"];
}

/** Renders the events of a run as text. */
export function createTextRenderer(options: TextOptions): Renderer {
  const form: LineForm = {
    detailPrefix: "    ",
    renderDiagnostic: options.renderDiagnostic,
    hasHeartbeats: () => options.hasHeartbeats,
  };
  let question: Extract<Event, { readonly type: "question" }> | undefined;
  const paint = palette(options.isColoured);
  const state = newRunState();
  /** Colour index by build name. */
  const indexes = new Map<string, number>();
  const painted = ({ text, look }: Line, build: string | undefined) => {
    if (look === "plain") return text;
    // Empty lines behind a message are not painted.
    const body = text.replace(/\n+$/, "");
    const shown =
      look === "error" ? paint.error(body) : paint.build(indexes.get(build ?? "") ?? 0, body, look === "bold");
    return shown + text.slice(body.length);
  };
  const stamped = (line: Line, { at, build }: Event) => {
    const text = painted(line, build);
    // The run's own lines have no time, as in Packer.
    return options.hasTimestamps && build !== undefined ? `${localTime(new Date(at))}: ${text}\n` : `${text}\n`;
  };
  /** What must be said at once, though a person is being asked: the question stands below it again. And before a signal's words stands ^C. */
  const urgent = (text: string, type: Event["type"]) => {
    if (!options.isAloneOnTerminal) return text;
    if (!question) return type === "interrupt" ? eraseLine + text : text;
    return `\n${text}${type === "interrupt" ? "" : `${withTarget("==> ", question.build, question.prompt)} `}`;
  };
  return {
    render: (event) => {
      if (event.type === "run-start") for (const [at, name] of event.builds.entries()) indexes.set(name, at);
      if (event.type === "question") question = event;
      if (event.type === "answer") question = undefined;
      const lines = linesOfEvent(event, state, form).filter((said) => said.k === "line");
      if (lines.length === 0) return undefined;
      const text = lines.map((line) => stamped(line, event)).join("");
      const isUrgent = event.type === "interrupt" || event.type === "machine-gone";
      return options.write(isUrgent ? urgent(text, event.type) : text);
    },
    close: async () => undefined,
  };
}
