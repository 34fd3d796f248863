import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach } from "vitest";
import { listProcesses } from "../environment/processes.ts";
import { type CommandResult, runCommand } from "../environment/run-command.ts";
import { waitUntil } from "../environment/wait-until.ts";
import { type RunningBuild, startBuild } from "../start-build.ts";

const ingot = fileURLToPath(new URL("../../bin/ingot", import.meta.url));

type Env = Readonly<Record<string, string | undefined>>;

/** A folder with a template, plugins and a state folder of its own, for each test of a file. */
export interface Stage {
  readonly folder: () => string;
  /** The plugin directory: that of a home folder, as a user has it. */
  readonly plugins: () => string;
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly read: (name: string) => string;
  readonly has: (name: string) => boolean;
  readonly run: (words: readonly string[], env?: Env) => Promise<CommandResult>;
  /** What a person sees, and the exit code, without what differs from run to run. */
  readonly see: (words: readonly string[], env?: Env) => Promise<string>;
  readonly start: (template: string, flags?: readonly string[], env?: Env) => RunningBuild;
  readonly normal: (text: string) => string;
}

/** Sets a stage up for each test, and looks afterwards that no program of its plugin directory runs any more. */
export function useStage(): Stage {
  let folder = "";
  const plugins = () => join(folder, ".packer.d/plugins");
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plugins-"));
    mkdirSync(plugins(), { recursive: true });
  });
  const left = () =>
    listProcesses()
      .map(({ commandLine }) => commandLine)
      .filter((line) => line.includes(folder));
  afterEach(async () => {
    // What ends a run that was killed goes on for a moment.
    await waitUntil(() => left().length === 0, { timeoutMs: 20_000, what: () => `these end: ${left().join("; ")}` });
    rmSync(folder, { recursive: true });
  });
  const environment = (env: Env = {}): Env => ({
    HOME: folder,
    INGOT_STATE_DIR: join(folder, ".state"),
    NO_COLOR: undefined,
    PACKER_LOG: undefined,
    PACKER_FORCE_GOB: undefined,
    PACKER_PLUGIN_PATH: undefined,
    PACKER_CONFIG: undefined,
    PACKER_CONFIG_DIR: undefined,
    XDG_CONFIG_HOME: undefined,
    XDG_DATA_HOME: undefined,
    ...env,
  });
  const run: Stage["run"] = (words, env) =>
    runCommand(ingot, words, { cwd: folder, mayFail: true, env: environment(env) });
  const normal = (text: string) =>
    text
      .replaceAll(`${folder}/`, "")
      .replaceAll(folder, "FOLDER")
      .replaceAll(/(\d+(\.\d+)? (micro|milli)?seconds?( |\b))+/g, "TIME")
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "UUID")
      .replaceAll(/\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /g, "")
      .replaceAll(/\/tmp\/packer-plugin\d+/g, "SOCKET")
      // Where in its program a plugin panicked.
      .replaceAll(/\n\s+\n?(\s*goroutine \d+[\s\S]*?)(?=\n\S|\n {2}Look)/g, "\n  TRACE")
      .replaceAll(/[^\s"]*\/packer-shell[a-z0-9]+/g, "SCRIPT");
  return {
    folder: () => folder,
    plugins,
    write: (files) => {
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), content);
      }
    },
    read: (name) => readFileSync(join(folder, name), "utf8"),
    has: (name) => existsSync(join(folder, name)),
    run,
    see: async (words, env) => {
      const { stdout, stderr, code } = await run(words, env);
      return `${normal(stdout)}${normal(stderr)}exit ${code}\n`;
    },
    start: (template, flags = [], env = {}) => startBuild(template, flags, { cwd: folder, env: environment(env) }),
    normal,
  };
}
