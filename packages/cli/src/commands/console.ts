import { consoleInput, type Diagnostic, hasErrors, type TemplateConsole } from "@ingot/engine";
import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";
import type { Host } from "../host.ts";
import { consoleHelp } from "../output/console-help.ts";
import { describeValues } from "../output/describe-template.ts";
import { type OpenTemplate, openTemplate } from "../session/open-template.ts";
import { showDiagnostics } from "../session/show-diagnostics.ts";
import { optionalTemplateFlags } from "../session/template-flags.ts";

const table = defineCommand({
  name: "console",
  summary:
    "Evaluates expressions with the variables and locals of a template, line by line. Data sources are read; nothing is built.\n\nLines that come through a pipe are a batch: the last result is printed, and what is wrong with any line. The exit code is that of the last wrong one.",
  positional: { usage: "[TEMPLATE]", min: 0, max: Number.POSITIVE_INFINITY },
  isOutputTheResult: true,
  flags: optionalTemplateFlags,
});

export const consoleCommand = commandOf(table, async ({ flags, positional, host }) => {
  const open = await openTemplate(positional, flags, host);
  if (!open) return 1;
  const session = { console: open.template.console(), open, host };
  return host.stdinKind() === "pipe" ? runBatch(session) : runSession(session);
});

interface Session {
  readonly console: TemplateConsole;
  readonly open: OpenTemplate;
  readonly host: Host;
}

/** Each line is answered as it comes; nothing that is wrong ends the session. */
async function runSession(session: Session): Promise<number> {
  const { console, host } = session;
  const isAsked = host.stdinKind() === "terminal" && host.isTerminal;
  for await (const line of isAsked ? host.promptLines(console.names) : host.readLines()) {
    if (line === "exit") break;
    const { text, diagnostics } = answer(line, console);
    await showProblems(line, diagnostics, session);
    if (!hasErrors(diagnostics)) await showResult(text, session);
  }
  return 0;
}

/** Only the last result is printed (core-cli 2.5). */
async function runBatch(session: Session): Promise<number> {
  let result = "";
  let code = 0;
  for await (const line of session.host.readLines()) {
    const { text, diagnostics } = answer(line, session.console);
    result = text;
    if (diagnostics.length === 0) continue;
    const isWrong = await showProblems(line, diagnostics, session);
    // In JSON mode Packer's messages have no severity, and do not count.
    code = isWrong && session.console.dialect === "hcl2" ? 1 : 0;
  }
  await showResult(result, session);
  return code;
}

function answer(line: string, console: TemplateConsole): ReturnType<TemplateConsole["evaluate"]> {
  switch (line) {
    case "":
    case "exit":
      return { text: "", diagnostics: [] };
    case "help":
      return { text: consoleHelp[console.dialect], diagnostics: [] };
    case "variables":
      return { text: listVariables(console), diagnostics: [] };
    default:
      return console.evaluate(line);
  }
}

function listVariables(console: TemplateConsole): string {
  if (console.dialect === "hcl2") return describeValues(console).replace(/\n$/, "");
  return [...console.variables].map(([name, value]) => `${name}: ${value},\n`).join("");
}

async function showProblems(
  line: string,
  diagnostics: readonly Diagnostic[],
  { open, host }: Session,
): Promise<boolean> {
  return showDiagnostics(diagnostics, new Map([[consoleInput, line]]), { ...open, host });
}

async function showResult(text: string, { open, host }: Session): Promise<void> {
  await host.write(`${open.mask(text)}\n`);
}
