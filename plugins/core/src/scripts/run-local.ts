// Runs scripts on this host: what shell-local does as a provisioner and as a post-processor. The scripts get the environment of
// this process and what the template adds to it.

import { chmod, writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import {
  complainOfExit,
  exitStatus,
  hideCommand,
  ProcessStartError,
  quoteShell,
  type RunContext,
  runProcess,
} from "@ingot/sdk";
import { environmentOf, escapeForShell, formatEnvironment } from "./environment.ts";
import { linuxPath } from "./linux-path.ts";
import type { LocalConfig } from "./local-config.ts";
import { signalNumber } from "./signal-number.ts";
import { whenThereIsRoom } from "./take-turns.ts";

type LocalContext = RunContext & { readonly generated: Readonly<Record<string, unknown>> };

/** What the two uses do differently. */
interface Use {
  /** A command of one element is taken for shell code. */
  readonly wrapsSingleCommand: boolean;
}

export async function runLocalScripts(config: LocalConfig, context: LocalContext, use: Use): Promise<void> {
  const isWindows = process.platform === "win32";
  if (config.only_on && config.only_on.length > 0 && !config.only_on.some((name) => name === systemName())) {
    context.ui.say("Skipping shell-local due to runtime OS");
    return;
  }
  const variables = environmentOf(config, context);
  // Where the template has no say in it, the variables take the way that no list of processes shows.
  const isPlain = !isWindows && !config.env_var_format && !config.execute_command?.length;
  const environment = isPlain ? Object.fromEntries([...variables].map(([name, { value }]) => [name, value])) : {};
  const usualFormat = isWindows && !config.use_linux_pathing ? "set %s=%s && " : "%s='%s' ";
  const vars = isPlain ? "" : formatEnvironment(variables, config.env_var_format || usualFormat, escapeForShell);
  for (const script of await listScripts(config, context, isWindows)) {
    context.ui.say(`Running local shell script: ${script}`);
    const path = resolve(script);
    const command = renderCommand(config, config.use_linux_pathing ? linuxPath(path) : path, vars, context, use);
    const hidden = config.execute_command?.length ? hideCode(command) : { command, env: {} };
    const env = { ...environment, ...hidden.env };
    await whenThereIsRoom(context.signal, () => runScript(hidden.command, env, config, context));
  }
}

/** The name of this system as Go has it. */
function systemName(): string {
  return { win32: "windows", sunos: "solaris" }[process.platform as string] ?? process.platform;
}

async function listScripts(config: LocalConfig, { temp }: RunContext, isWindows: boolean): Promise<readonly string[]> {
  const inline = config.command ? [config.command] : (config.inline ?? []);
  if (inline.length === 0) return config.script ? [config.script] : (config.scripts ?? []);
  const path = await temp.file("packer-shell", config.tempfile_extension ?? (isWindows ? ".cmd" : ""));
  const shebang = isWindows || config.inline_shebang === "" ? [] : [`#!${config.inline_shebang}`];
  await writeFile(path, [...shebang, ...inline, ""].join("\n"));
  await chmod(path, 0o700);
  return [path];
}

function renderCommand(
  config: LocalConfig,
  script: string,
  vars: string,
  { generated }: LocalContext,
  use: Use,
): readonly string[] {
  if (!config.execute_command || config.execute_command.length === 0)
    return process.platform === "win32"
      ? ["cmd", "/V", "/C", vars, "call", script]
      : // A thousand builds at once need not have a shell each that only waits for another one.
        ["/bin/sh", "-c", vars === "" ? `exec ${quoteShell(script)}` : vars + quoteShell(script)];
  const data = { ...generated, Vars: vars, Script: script, Command: script };
  const command = config.execute_command.map((part) => part.render(data));
  return use.wrapsSingleCommand && command.length === 1 ? ["sh", "-c", ...command] : command;
}

/**
 * Takes the code of a shell, in which the variables are, out of its arguments, which every user of this machine can read. Of another program
 * nobody knows what it makes of its arguments: there they stay.
 */
function hideCode(command: readonly string[]): {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
} {
  const [program = "", flag = "", code = "", ...rest] = command;
  const isShell = /^(ba|da|a|k|mk|z)?sh$/.test(basename(program)) && /^-[a-z]*c$/.test(flag);
  if (!isShell) return { command, env: {} };
  const { line, env } = hideCommand(code);
  return { command: [program, flag, line, ...rest], env };
}

async function runScript(
  command: readonly string[],
  environment: Readonly<Record<string, string>>,
  config: LocalConfig,
  context: LocalContext,
): Promise<void> {
  const [program = "", ...args] = command;
  const stdout = context.ui.output("stdout");
  const stderr = context.ui.output("stderr");
  try {
    const exit = await runProcess(program, args, {
      stdout: stdout.write,
      stderr: stderr.write,
      env: { PACKER_RUN_UUID: context.runUuid, ...environment },
      signal: context.signal,
    });
    // As the shell would say it that the script has taken the place of; of a command of the template's, as Go says it.
    const isUsual = !config.execute_command?.length;
    const status = exit.k === "exited" || isUsual ? exitStatus(exit, signalNumber) : -1;
    const wrong = complainOfExit(status, config.valid_exit_codes);
    if (wrong !== undefined) throw new Error(wrong);
  } catch (error) {
    if (!(error instanceof ProcessStartError)) throw error;
    throw new Error(`Error executing script: ${error.message}`, { cause: error });
  } finally {
    await Promise.all([stdout.end(), stderr.end()]);
  }
}
