// Builds that are driven from outside: started, sent signals, watched at a terminal, and cleaned up after.

import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type CommandResult, compareInventories, type Inventory, runCommand, waitUntil } from "../environment/index.ts";
import { type RunningBuild, startBuild as startIn } from "../start-build.ts";
import { ingot, type Stage } from "./stage.ts";

/** Starts a build on a stage. */
export function startBuild(stage: Stage, path: string, flags: readonly string[] = []): RunningBuild {
  return startIn(path, flags, { cwd: stage.work, env: stage.env });
}

/** Waits until the supervisor has removed what a build left that was ended at once. */
export async function nothingIsLeft(stage: Stage, before: Inventory): Promise<void> {
  let last: string[] = [];
  const look = async () => {
    last = compareInventories(before, await stage.inventory());
    return last.length === 0;
  };
  await waitUntil(look, { timeoutMs: 30_000, what: () => `nothing to be left:\n${last.join("\n")}` });
}

/** `ingot cleanup`. */
export function clean(stage: Stage, ...flags: string[]): Promise<CommandResult> {
  return runCommand(ingot, ["cleanup", ...flags], { cwd: stage.work, env: stage.env, mayFail: true });
}

/** A terminal of its own. */
export interface Terminal {
  /** What stands on it; with `-e`, the colours too. */
  readonly screen: (...flags: string[]) => Promise<string>;
  readonly shows: (text: RegExp) => Promise<void>;
  readonly type: (...keys: string[]) => Promise<void>;
  /** The exit code of the program in it. */
  readonly ended: () => Promise<string>;
  readonly close: () => Promise<void>;
}

export async function openTerminal(stage: Stage, words: readonly string[]): Promise<Terminal> {
  const socket = join(stage.folder, "tmux");
  const exitFile = join(stage.folder, "exit-code");
  rmSync(exitFile, { force: true });
  const tmux = (...args: string[]) =>
    runCommand("tmux", ["-S", socket, "-f", "/dev/null", ...args], { cwd: stage.work });
  const env = Object.entries(stage.env).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  // The terminal outlives the program, for its last words. Ctrl-C reaches this shell too, which takes no notice.
  const around = ["sh", "-c", `trap : INT; "$@"; echo $? > ${exitFile}; cat`, "sh", "env", "-u", "PACKER_TMP_DIR"];
  await tmux("new-session", "-d", "-x", "150", "-y", "50", ...around, ...env, ...words);
  const screen = async (...flags: string[]) => (await tmux("capture-pane", "-p", ...flags)).stdout;
  return {
    screen,
    shows: async (text) => {
      let last = "";
      const look = async () => {
        last = await screen();
        return text.test(last);
      };
      await waitUntil(look, { timeoutMs: 30_000, what: () => `${text} on the screen:\n${last}` });
    },
    type: async (...keys) => void (await tmux("send-keys", ...keys)),
    ended: () =>
      waitUntil(() => existsSync(exitFile) && /^(\d+)\n/.exec(readFileSync(exitFile, "utf8"))?.[1], {
        timeoutMs: 30_000,
        what: "the program in the terminal to end",
      }),
    close: async () => {
      await runCommand("tmux", ["-S", socket, "kill-server"], { mayFail: true });
      rmSync(socket, { force: true });
    },
  };
}
