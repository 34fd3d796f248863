import type { Terminal } from "../terminal.ts";
import type { Screen } from "./screen.ts";

/**
 * Takes the block away, with the cursor visible, before the process ends in whatever way or is stopped (Ctrl-Z), and draws it again when
 * it goes on or the terminal changes its size. Gives what ends that.
 */
export function watchProcess(screen: Screen, terminal: Pick<Terminal, "onResize">): () => void {
  const quit = () => {
    screen.leave();
    process.off("SIGQUIT", quit);
    process.kill(process.pid, "SIGQUIT");
  };
  const stop = () => {
    screen.leave();
    // What the signal does by itself: nothing, where nobody could let the process go on.
    process.off("SIGTSTP", stop);
    process.kill(process.pid, "SIGTSTP");
    setImmediate(() => {
      process.on("SIGTSTP", stop);
      screen.comeBack();
    });
  };
  const listeners = [
    ["exit", screen.leave],
    // Before the error is printed.
    ["uncaughtExceptionMonitor", screen.leave],
    ...(process.platform === "win32"
      ? []
      : ([
          ["SIGQUIT", quit],
          ["SIGTSTP", stop],
          ["SIGCONT", screen.comeBack],
        ] as const)),
  ] as const;
  for (const [name, listener] of listeners) process.on(name, listener);
  const forgetSize = terminal.onResize(screen.resized);
  return () => {
    for (const [name, listener] of listeners) process.off(name, listener);
    forgetSize();
  };
}
