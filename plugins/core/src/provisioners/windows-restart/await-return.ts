import type { ProvisionContext, Ui } from "@ingot/sdk";
import { runCode, windowsPowershell } from "../../powershell/powershell-command.ts";
import { quoteLiteral } from "../../powershell/quote-powershell.ts";
import { backOff } from "../../scripts/back-off.ts";
import { type Answer, askMachine } from "./ask-machine.ts";
import type { WindowsRestartConfig } from "./config.ts";

/** What was seen last, to be told when time is up. */
export interface Progress {
  last: string;
}

const echoCommand = runCode(
  windowsPowershell,
  "Set-Variable ProgressPreference SilentlyContinue; Write-Output ([System.Net.Dns]::GetHostName() + ' restarted.')",
);

/** How long one of our own questions may take: a connection from before the restart may never answer. */
const answerLimitMs = 30_000;

/** A check gives what is wrong, or undefined when it has passed. */
type Check = (context: ProvisionContext) => Promise<string | undefined>;

/** Waits until every check has passed, one after the other; one that has passed is not repeated. */
export async function awaitReturn(
  config: WindowsRestartConfig,
  context: ProvisionContext,
  progress: Progress,
): Promise<void> {
  const { signal, ui } = context;
  for (const check of checksOf(config)) {
    const pause = backOff(signal);
    for (;;) {
      const problem = await check(context).catch((error: unknown) =>
        error instanceof Error ? error.message : String(error),
      );
      signal.throwIfAborted();
      if (problem === undefined) break;
      progress.last = problem;
      ui.log(`Waiting for machine to restart: ${problem}`);
      await pause();
    }
  }
}

function checksOf(config: WindowsRestartConfig): readonly Check[] {
  const { restart_check_command: own, check_registry, registry_keys: keys } = config;
  return [
    ...(own ? [(context: ProvisionContext) => passesOwnCheck(own, context)] : []),
    saysRestarted,
    ...(check_registry && keys.length > 0 ? [(context: ProvisionContext) => hasNoKey(keys, context)] : []),
  ];
}

async function passesOwnCheck(command: string, context: ProvisionContext): Promise<string | undefined> {
  const answer = await askMachine(command, context);
  if (answer.status !== 0) return failed("the restart_check_command", answer);
  await show(answer, context.ui);
  return undefined;
}

async function saysRestarted(context: ProvisionContext): Promise<string | undefined> {
  const answer = await askMachine(echoCommand, context, answerLimitMs);
  if (!answer.stdout.includes("restarted.")) return `${failed("PowerShell", answer)}, without "restarted."`;
  await show(answer, context.ui);
  return undefined;
}

async function hasNoKey(keys: readonly string[], context: ProvisionContext): Promise<string | undefined> {
  const tests = keys.map((key) => `Test-Path ${quoteLiteral(key)}`);
  const answer = await askMachine(runCode(windowsPowershell, tests.join("; ")), context, answerLimitMs);
  if (answer.status !== 0) return failed("the look at the registry", answer);
  const isThere = answer.stdout.trim().split(/\s+/);
  const there = keys.filter((_, i) => isThere[i] === "True");
  return there.length === 0 ? undefined : `the registry has ${there.join(", ")}`;
}

function failed(what: string, { status, stderr }: Answer): string {
  const said = stderr.trim().split(/\r?\n/, 1)[0] ?? "";
  return `${what} ended with status ${status}${said === "" ? "" : ` (${said})`}`;
}

async function show({ stdout, stderr }: Answer, ui: Ui): Promise<void> {
  for (const [name, text] of [
    ["stdout", stdout],
    ["stderr", stderr],
  ] as const) {
    const output = ui.output(name);
    await output.write(Buffer.from(text));
    await output.end();
  }
}
