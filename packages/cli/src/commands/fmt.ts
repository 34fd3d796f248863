import { resolve } from "node:path";
import { type Diagnostic, errorAt, hasErrors } from "@ingot/hcl";
import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";
import { findFormattable } from "../fmt/find-formattable.ts";
import { formatSource } from "../fmt/format-source.ts";
import { renderLineDiff } from "../fmt/render-line-diff.ts";
import { replaceFile } from "../fmt/replace-file.ts";
import type { Host } from "../host.ts";
import { usesColour } from "../output/colours.ts";
import { reasonOf } from "../output/reason-of.ts";
import { holdSignals } from "../session/hold-signals.ts";
import { showDiagnostics } from "../session/show-diagnostics.ts";
import { templateFlagsWithoutEffect } from "../session/template-flags.ts";

const table = defineCommand({
  name: "fmt",
  summary:
    "Rewrites templates (*.pkr.hcl) and variable files (*.pkrvars.hcl) in their canonical form, and names the files that it changes. Only blanks are changed. JSON files are left alone.\n\nA PATH is a file, a folder, or - for standard input; the text from there is written to standard output.",
  positional: { usage: "PATH...", min: 1, max: Number.POSITIVE_INFINITY },
  isOutputTheResult: true,
  flags: {
    check: { kind: "bool", default: false, help: "Write nothing, and exit with 3 when a file would change." },
    diff: { kind: "bool", default: false, help: "Show what changes, as a unified diff." },
    write: { kind: "bool", default: true, help: "Write nothing, and name the files that would change." },
    recursive: { kind: "bool", default: false, help: "Format the files in sub-folders, too." },
    ...templateFlagsWithoutEffect,
  },
});

export const fmt = commandOf(table, async ({ flags, positional, host }) => {
  const options = { writes: flags.write && !flags.check, showsDiff: flags.diff };
  const problems: Diagnostic[] = [];
  const sources = new Map<string, string>();
  let isChanged = false;
  for (const path of positional) {
    const found = await findFormattable(path, host.cwd, flags.recursive);
    problems.push(...found.diagnostics);
    for (const file of found.files) {
      const { name, text, formatted, diagnostics } = await formatSource(file, host);
      sources.set(name, text);
      problems.push(...diagnostics);
      if (hasErrors(diagnostics)) continue;
      if (text !== formatted) isChanged = true;
      if (file === "-") await echo(text, formatted, options.writes, host);
      else if (text !== formatted) problems.push(...(await changeFile(file, text, formatted, options, host)));
    }
  }
  if (await showDiagnostics(problems, sources, { host, isColoured: usesColour(true, false, host) })) return 1;
  return flags.check && isChanged ? 3 : 0;
});

/** With -check and -write=false a text that is right already comes out, and another one does not. That is Packer's way. */
async function echo(text: string, formatted: string, writes: boolean, host: Host): Promise<void> {
  if (writes || text === formatted) await host.writeRaw(formatted);
}

/** Names the file and does with it what the flags say. The names stand alone with -machine-readable, too, as Packer writes them. */
async function changeFile(
  name: string,
  text: string,
  formatted: string,
  { writes, showsDiff }: { readonly writes: boolean; readonly showsDiff: boolean },
  host: Host,
): Promise<readonly Diagnostic[]> {
  await host.writeRaw(`${name}\n`);
  if (showsDiff) await host.writeRaw(renderLineDiff(name, text, formatted));
  if (!writes) return [];
  try {
    await holdSignals(() => replaceFile(resolve(host.cwd, name), formatted));
    return [];
  } catch (error) {
    const detail = `The system says: ${reasonOf(error)}. The file is as it was; mend this, and run the command again.`;
    return [errorAt(undefined, `Could not write ${name}`, detail)];
  }
}
