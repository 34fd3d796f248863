import { fixers, fixFile } from "@ingot/engine";
import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";
import { usesColour } from "../output/colours.ts";
import { showDiagnostics } from "../session/show-diagnostics.ts";
import { templateFlagsWithoutEffect } from "../session/template-flags.ts";

const table = defineCommand({
  name: "fix",
  summary:
    "Brings a legacy JSON template up to date: what was renamed or dropped since it was written is changed. The result is written out; the file stays as it is.",
  topics: {
    title: "What is fixed, in this order:",
    entries: fixers.map(({ name, description }) => [name, description]),
  },
  positional: { usage: "TEMPLATE", min: 1, max: 1 },
  isOutputTheResult: true,
  flags: {
    validate: {
      kind: "bool",
      default: true,
      help: "Write the fixed template without checking that it is right.",
    },
    ...templateFlagsWithoutEffect,
  },
});

export const fix = commandOf(table, async ({ flags, positional, host }) => {
  const { cwd, readStdin } = host;
  const fixed = await fixFile(positional[0] ?? "", { cwd, readStdin, checks: flags.validate });
  const show = { host, isColoured: usesColour(true, false, host) };
  await showDiagnostics(fixed.diagnostics, fixed.sources, show);
  if (fixed.text === undefined) return 1;
  // Packer writes an empty line behind the template.
  await host.write(`${fixed.text}\n`);
  // Only a person may see more than the template: somebody may read both streams as one.
  if (host.isLogTerminal) {
    const lines = fixers
      .filter(({ name }) => fixed.changedBy.includes(name))
      .map(({ description }) => `  ${description}\n`);
    await host.writeLog(lines.length === 0 ? "Nothing needed fixing.\n" : `Fixed:\n${lines.join("")}`);
  }
  return (await showDiagnostics(fixed.complaints, fixed.sources, show)) ? 1 : 0;
});
