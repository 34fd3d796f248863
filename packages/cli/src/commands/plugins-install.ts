import { isAbsolute, resolve } from "node:path";
import { describeProgram, installLocal, type PluginSource, parseSource } from "@ingot/plugin-manager";
import { parseConstraints } from "@ingot/sdk";
import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";
import { palette, usesColour } from "../output/colours.ts";
import { originFlags } from "../plugins/plugin-flags.ts";
import { failureText, isOffline, runWithPlugins } from "../plugins/run-with-plugins.ts";
import { satisfyDemands } from "../plugins/satisfy-demands.ts";
import { sayInstalled } from "../plugins/say-installed.ts";

const table = defineCommand({
  name: "plugins install",
  summary:
    'Installs the newest version of a plugin, or the newest that meets a constraint such as ">= 1.2.0". With -path, installs a program that you have: it says by itself which version it is.',
  positional: { usage: "SOURCE [CONSTRAINT]", min: 1, max: 2 },
  flags: {
    path: { kind: "string", valueName: "path", help: "A program to install under that source." },
    force: { kind: "bool", default: false, help: "Install again what is installed already." },
    ...originFlags,
  },
});

const anyVersion = ">= 0.0.0";

export const pluginsInstall = commandOf(table, async ({ flags, positional, host }) => {
  const [text = "", constraint] = positional;
  const fail = async (message: string) => {
    await host.writeError(`Error: ${message}\n`);
    return 1;
  };
  const source = parseSource(text);
  if ("problem" in source) return fail(`"${text}" is not the source of a plugin. ${source.problem}`);
  const isColoured = usesColour(true, false, host);
  const sayFailed = async (error: unknown) => {
    const why = failureText(error);
    if (why === undefined) throw error;
    await host.writeError(`${palette(isColoured).error(`Failed getting the "${text}" plugin:\n${why}`)}\n`);
    return 1;
  };
  const program = flags.path;
  if (program !== undefined) {
    if (constraint !== undefined)
      return fail("-path installs the version that the program is. Leave the constraint out.");
    return runWithPlugins(host, async ({ directories, platform }, signal) => {
      const options = {
        root: directories.install,
        platform,
        signal,
        describe: (path: string) => describeProgram(path, { signal }),
      };
      const path = isAbsolute(program) ? program : resolve(host.cwd, program);
      try {
        const done = await installLocal(path, source satisfies PluginSource, options);
        await sayInstalled(text, done, isColoured, host);
        return 0;
      } catch (error) {
        signal.throwIfAborted();
        return sayFailed(error);
      }
    });
  }
  const constraints = constraint ?? anyVersion;
  if (!parseConstraints(constraints))
    return fail(`"${constraint}" is not a constraint. Write it as ">= 1.2.0, < 2.0.0".`);
  if (/[0-9]-[0-9A-Za-z]/.test(constraints))
    return fail(
      `"${constraint}" asks for a pre-release, and only releases are fetched. Build it, and install it with -path.`,
    );
  return runWithPlugins(host, async (folder, signal) => {
    const demand = { source: text, kind: "packer", constraints } as const;
    const results = satisfyDemands([demand], folder, {
      host,
      lock: undefined,
      lockName: "",
      upgrades: false,
      forces: flags.force,
      isLockReadOnly: false,
      isOffline: isOffline(flags.offline, host.env),
      mirror: flags.mirror,
      signal,
    });
    for await (const { outcome } of results) {
      if (outcome.k === "satisfied" && outcome.isNew) await sayInstalled(text, outcome, isColoured, host);
      if (outcome.k !== "failed") continue;
      signal.throwIfAborted();
      return sayFailed(outcome.error);
    }
    return 0;
  });
});
