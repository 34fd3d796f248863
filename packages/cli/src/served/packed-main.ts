// The program inside of a packed plugin: bundled by scripts/build.mjs into one file, which "ingot plugin pack" writes in front of the
// plugin's own code. It depends on nothing but Node.

import { resolve } from "node:path";
import { packerLevel } from "@ingot/engine";
import { servePlugin } from "@ingot/go-plugin";
import type { Plugin } from "@ingot/sdk";
import { cleanUpRun } from "./clean-up-run.ts";
import { engineWorkshop } from "./engine-workshop.ts";

/** The version of Ingot that it was made by, written in by the build. */
declare const INGOT_VERSION: string;

export interface Packed {
  /** The packed file. */
  readonly file: string;
  readonly words: readonly string[];
  /** The plugin's version. */
  readonly version: string;
  /** Gives the plugin's module. */
  readonly load: () => unknown;
}

/** Does what a packed plugin was started for, and ends the process. */
export async function run({ file, words, version, load }: Packed): Promise<void> {
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  const loadPlugin = async () => pluginIn(await load());
  const [first, runId] = words;
  if (first === "cleanup" && runId !== undefined) {
    process.exitCode = await cleanUpRun(runId, loadPlugin, log).catch((error: Error) => {
      log(error.message);
      return 1;
    });
    return;
  }
  const code = await servePlugin(loadPlugin, {
    words,
    program: file,
    version,
    versions: {
      ingot: INGOT_VERSION,
      packerLevel,
      node: process.version,
      system: `${process.platform} ${process.arch}`,
    },
    workshop: engineWorkshop((run) => [resolve(file), "cleanup", run]),
  });
  // What a plugin's code has left running must not keep the process: the host is gone.
  process.stderr.write("", () => process.exit(code));
}

/** The default export; that of CommonJS code may stand one deeper. */
function pluginIn(module: unknown): Plugin {
  const outer = (module as { readonly default?: unknown } | undefined)?.default ?? module;
  const plugin = (outer as { readonly default?: unknown } | undefined)?.default ?? outer;
  if (typeof (plugin as { readonly name?: unknown } | undefined)?.name !== "string")
    throw new Error("The plugin's module has no default export that was made by definePlugin");
  return plugin as Plugin;
}
