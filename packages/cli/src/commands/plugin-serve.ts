import { resolve } from "node:path";
import { servePlugin } from "@ingot/go-plugin";
import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";
import { usesColour } from "../output/colours.ts";
import { cleanUpRun } from "../served/clean-up-run.ts";
import { engineWorkshop } from "../served/engine-workshop.ts";
import { openPlugin } from "../served/open-plugin.ts";
import { versionFacts } from "../session/run-facts.ts";
import { showDiagnostics } from "../session/show-diagnostics.ts";

const table = defineCommand({
  name: "plugin serve",
  summary:
    "Runs a plugin behind Packer's wire protocol, as a packed plugin does by itself. PLUGIN is the folder or file of a plugin in JavaScript, the name of an npm package that Ingot has installed, or of a plugin that comes with it. The words behind it are those that a host calls a plugin with: describe, or start KIND [--protobuf] COMPONENT. A host sets an environment variable, without which nothing is started.",
  positional: { usage: "PLUGIN [WORD...]", min: 1, max: Number.POSITIVE_INFINITY },
  flags: {
    program: {
      kind: "string",
      valueName: "path",
      default: "",
      help: "The file that the host has started: packer-builder-NAME, for instance, serves that builder without any words.",
    },
  },
});

export const pluginServe = commandOf(table, async ({ flags, positional, version, host }) => {
  const [name = "", ...words] = positional;
  const complain = async (summary: string, detail: string) => {
    // Standard output belongs to the protocol.
    const aside = { ...host, print: (_: string, text: string) => host.writeLog(text) };
    await showDiagnostics([{ severity: "error", summary, detail }], new Map(), {
      host: aside,
      isColoured: usesColour(true, false, host),
    });
    return 1;
  };
  try {
    const opened = await openPlugin(name, host, version);
    const again = (run: string) => [...selfCommand(), "plugin", "serve", opened.place?.entry ?? name, "cleanup", run];
    const [first, runId] = words;
    if (first === "cleanup" && runId !== undefined)
      return await cleanUpRun(runId, opened.load, (line) => void host.writeLog(`${line}\n`));
    const code = await servePlugin(opened.load, {
      words,
      program: flags.program,
      version: opened.version ?? "0.0.0-dev",
      versions: versionFacts(version),
      workshop: engineWorkshop(again),
    });
    // What a plugin's code has left running must not keep the process: the host is gone.
    if (first !== "describe") setImmediate(() => process.exit(code));
    return code;
  } catch (error) {
    if (error instanceof Error && "summary" in error && "detail" in error)
      return complain(String(error.summary), String(error.detail));
    throw error;
  }
});

/** The words that start this very program anew. */
function selfCommand(): readonly string[] {
  const nodeFlags = process.execArgv.filter((flag) => !flag.startsWith("--inspect"));
  return [process.execPath, ...nodeFlags, resolve(process.argv[1] ?? "")];
}
