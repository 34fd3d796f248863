// Runs PowerShell scripts on the machine. Inline commands become one script that sets the environment by itself; for script files the
// environment goes into a file of its own, which the command reads.

import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { abortAfter, type Exit, type ProvisionContext } from "@ingot/sdk";
import { codeForScript, type Interpreter, runCode, runFile } from "../../powershell/powershell-command.ts";
import { escapeInDoubleQuotes, scriptText } from "../../powershell/quote-powershell.ts";
import { acceptExit } from "../../scripts/accept-exit.ts";
import { environmentOf, formatEnvironment } from "../../scripts/environment.ts";
import { listScripts } from "../../scripts/list-scripts.ts";
import { pauseAfter } from "../../scripts/pause-after.ts";
import { openScript, runOnMachine } from "../../scripts/run-remote-script.ts";
import { uploadText } from "../../scripts/upload-text.ts";
import { cleanUp } from "./clean-up.ts";
import { type PowershellConfig, usualFormat } from "./config.ts";
import { elevate } from "./elevate.ts";
import { wrapInline } from "./wrap-inline.ts";

export async function provisionWithPowershell(config: PowershellConfig, context: ProvisionContext): Promise<void> {
  context.ui.say("Provisioning with Powershell...");
  const format = config.elevated_user ? config.elevated_env_var_format : config.env_var_format;
  const environment = formatEnvironment(environmentOf(config, context), format || usualFormat, escapeInDoubleQuotes);
  const scripts = await listScripts(config, async (commands) => {
    const path = await context.temp.file("packer-powershell", ".ps1");
    await writeFile(path, wrapInline({ commands, environment, traceLevel: config.debug_mode }));
    return path;
  });
  const variables = config.remote_env_var_path || `c:/Windows/Temp/packer-ps-env-vars-${randomUUID()}.ps1`;
  const path = config.remote_path || `c:/Windows/Temp/script-${randomUUID()}.ps1`;
  const onMachine = new Set<string>();
  let hasFailed = true;
  try {
    for (const script of scripts) {
      context.ui.say(`Provisioning with powershell script: ${script}`);
      const places = { script: /[\\/]$/.test(path) ? path + basename(script) : path, variables };
      const exit = await runScript({ script, places, environment, onMachine }, config, context);
      acceptExit(exit, config.valid_exit_codes);
    }
    hasFailed = false;
  } finally {
    if (!config.skip_clean && onMachine.size > 0)
      await cleanUp(
        [...onMachine],
        (own) => renderCommand(config.execute_command, { script: own, variables }, config, context),
        hasFailed,
        context,
      );
  }
  await pauseAfter(config.pause_after, context);
}

interface Places {
  readonly script: string;
  readonly variables: string;
}

interface Run {
  /** A path on this host. */
  readonly script: string;
  readonly places: Places;
  /** Code that sets it. */
  readonly environment: string;
  /** Takes the paths of what is put on the machine. */
  readonly onMachine: Set<string>;
}

async function runScript(
  { script, places, environment, onMachine }: Run,
  config: PowershellConfig,
  context: ProvisionContext,
): Promise<Exit> {
  const plain = renderCommand(ownCommand(config), places, config, context);
  const elevated = config.elevated_user
    ? elevate(plain, config.elevated_user, config.elevated_password ?? "", context)
    : undefined;
  const { sendTo } = await openScript(script, createReadStream, context);
  const send = async () => {
    if (readsVariables(config)) {
      onMachine.add(places.variables);
      await uploadText(places.variables, scriptText(environment), context);
    }
    onMachine.add(places.script);
    await sendTo(places.script);
    await elevated?.send();
  };
  const command = elevated?.command ?? plain;
  try {
    return await runOnMachine({ command, retryTimeoutMs: config.start_retry_timeout, send }, context);
  } catch (error) {
    await elevated?.withdraw(abortAfter(5000)).catch((problem: unknown) => context.ui.log(String(problem)));
    throw error;
  }
}

type CommandTemplate = PowershellConfig["execute_command"];

/** The command that runs a script as the user that the machine was logged in to. */
function renderCommand(
  template: CommandTemplate,
  { script, variables }: Places,
  config: PowershellConfig,
  { generated }: ProvisionContext,
): string {
  if (template?.source) return template.render({ ...generated, Path: script, Vars: variables });
  const interpreter: Interpreter = {
    program: config.use_pwsh ? "pwsh" : "powershell",
    executionPolicy: config.execution_policy.toLowerCase(),
  };
  if (isInline(config)) return runFile(interpreter, script);
  return runCode(interpreter, codeForScript(variables, script, config.debug_mode));
}

function ownCommand(config: PowershellConfig): CommandTemplate {
  return config.elevated_user ? config.elevated_execute_command : config.execute_command;
}

/** Whether the file with the environment is needed: a script of inline commands sets its own. */
function readsVariables(config: PowershellConfig): boolean {
  return !isInline(config) || /\.Vars\b/.test(ownCommand(config)?.source ?? "");
}

function isInline(config: PowershellConfig): boolean {
  return config.inline !== undefined && config.inline.length > 0;
}
