import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";
import { parseAge } from "../input/parse-age.ts";
import { usesColour } from "../output/colours.ts";
import { forgetLeftovers } from "../session/forget-leftovers.ts";
import { openRegistry } from "../session/open-registry.ts";
import { anyPlugin } from "../session/plugin-rules.ts";
import { removeLeftovers } from "../session/remove-leftovers.ts";
import { runInterruptibly } from "../session/run-interruptibly.ts";
import { showDiagnostics } from "../session/show-diagnostics.ts";

const table = defineCommand({
  name: "cleanup",
  summary:
    "Removes what builds that died have left behind: containers, mounts, loop devices, files. What a build that is still running owns is not touched. Exits with 1 when something could not be removed.",
  positional: { usage: "", min: 0, max: 0 },
  flags: {
    "dry-run": { kind: "bool", default: false, help: "Only tell what would be removed." },
    forget: {
      kind: "bool",
      default: false,
      help: "Remove nothing, but take the run that -run names out of the journal: when what it was made in is gone for good. Asks first.",
    },
    kept: { kind: "bool", default: false, help: "Remove also what was left on purpose by -on-error." },
    "older-than": {
      kind: "string",
      valueName: "duration",
      help: "Only runs that began at least so long ago, such as 36h or 7d.",
    },
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
    yes: { kind: "bool", default: false, help: "Do not ask before -forget." },
  },
});

export const cleanup = commandOf(table, async ({ flags, host }) => {
  const isColoured = usesColour(true, false, host);
  const { run, forget, yes, "older-than": olderThan, "dry-run": dryRun } = flags;
  const complain = async (summary: string, detail: string) => {
    await showDiagnostics([{ severity: "error", summary, detail }], new Map(), { isColoured, host });
    return 1;
  };
  const olderThanMs = olderThan === undefined ? undefined : parseAge(olderThan);
  if (olderThan !== undefined && olderThanMs === undefined)
    return complain(
      "Invalid value for -older-than",
      `"${olderThan}" is no span of time. Write it as 7d, 36h or 1h30m.`,
    );
  if (forget && run === undefined)
    return complain("-forget needs -run", "Only one run at a time is forgotten: add -run=ID. -dry-run lists them.");
  if (forget && (dryRun || flags.kept || flags.outputs || olderThan !== undefined))
    return complain(
      "-forget stands alone",
      "It removes nothing, so that -dry-run, -kept, -outputs and -older-than have no meaning beside it. Leave them out.",
    );
  if (yes && !forget) return complain("-yes without -forget", "Nothing else asks. Leave it out.");
  return runInterruptibly(isColoured, host, async ({ signal }) => {
    const { registry } = openRegistry({ host, required: [], templateDir: undefined, rules: anyPlugin });
    if (forget) return await forgetLeftovers({ registry, host, signal, run: run ?? "", isSure: yes });
    const { isClean, hasSpared, runs } = await removeLeftovers({
      registry,
      host,
      signal,
      dryRun,
      withKept: flags.kept,
      outputs: flags.outputs,
      ...(run === undefined ? {} : { run }),
      ...(olderThanMs === undefined ? {} : { olderThanMs }),
    });
    if (run !== undefined && runs === 0 && olderThan === undefined)
      await host.write(`There is no run ${run}: it is cleaned up already, or that is not its id.\n`);
    else if (isClean && !dryRun) await host.write(`Nothing ${hasSpared ? "else " : ""}is left to remove.\n`);
    return isClean ? 0 : 1;
  });
});
