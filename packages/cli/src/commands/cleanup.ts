import { createRegistry } from "@ingot/engine";
import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";
import { usesColour } from "../output/colours.ts";
import { loggedPlugins } from "../session/log-reading.ts";
import { removeLeftovers } from "../session/remove-leftovers.ts";
import { runInterruptibly } from "../session/run-interruptibly.ts";

const table = defineCommand({
  name: "cleanup",
  summary:
    "Removes what builds that died have left behind: containers, mounts, loop devices, files. What a build that is still running owns is not touched. Exits with 1 when something could not be removed.",
  positional: { usage: "", min: 0, max: 0 },
  flags: {
    "dry-run": { kind: "bool", default: false, help: "Only tell what would be removed." },
    kept: { kind: "bool", default: false, help: "Remove also what was left on purpose by -on-error." },
    outputs: {
      kind: "bool",
      default: false,
      help: "Remove also the images of builds that had finished before their run died.",
    },
    run: {
      kind: "string",
      valueName: "id",
      help: "Only this run; also one that ran on another machine or in another container.",
    },
  },
});

export const cleanup = commandOf(table, async ({ flags, host }) => {
  const isColoured = usesColour(true, false, host);
  return runInterruptibly(isColoured, host, async ({ signal }) => {
    const { isClean, hasSpared } = await removeLeftovers({
      registry: createRegistry(loggedPlugins(host)),
      host,
      signal,
      dryRun: flags["dry-run"],
      withKept: flags.kept,
      outputs: flags.outputs,
      ...(flags.run === undefined ? {} : { run: flags.run }),
    });
    if (isClean && !flags["dry-run"]) await host.write(`Nothing ${hasSpared ? "else " : ""}is left to remove.\n`);
    return isClean ? 0 : 1;
  });
});
