import type { Renderer } from "@ingot/engine";
import { palette } from "../colours.ts";
import type { Terminal } from "../terminal.ts";
import { composeBlock } from "./compose-block.ts";
import { followEvent, type Lanes } from "./lanes.ts";
import { createScreen } from "./screen.ts";
import { watchProcess } from "./watch-process.ts";

/**
 * Shows a run on a terminal: the log of the text renderer, and under it a lane for each build that runs. Until it is closed, all that is
 * written to standard output goes above the lanes.
 */
export function createLiveRenderer(options: {
  readonly text: Renderer;
  readonly terminal: Terminal;
  readonly isColoured: boolean;
}): Renderer {
  const { text, terminal } = options;
  const paint = palette(options.isColoured);
  const lanes: Lanes = new Map();
  const screen = createScreen({
    terminal,
    block: (size) => composeBlock(lanes, performance.now(), size, paint),
    clockMs: 1000,
  });
  const forgetProcess = watchProcess(screen, terminal);
  terminal.divert(screen);
  return {
    render: (event) => {
      const isChanged = followEvent(lanes, event, performance.now());
      if (event.type === "answer") screen.answered(event.answer !== undefined);
      const shown = text.render(event);
      if (isChanged) screen.touch();
      return shown;
    },
    close: async () => {
      await text.close();
      screen.close();
      forgetProcess();
      terminal.divert(undefined);
    },
  };
}
