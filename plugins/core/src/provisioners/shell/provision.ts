// Sends scripts to the machine and runs them there, one after another. A script is sent and started again while that fails (the machine
// may be restarting); one that has run is never run twice.

import { randomInt } from "node:crypto";
import { createReadStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import {
  abortAfter,
  complainOfExit,
  disconnectedStatus,
  type ExecOptions,
  type Exit,
  exitStatus,
  type ProvisionContext,
  type Source,
} from "@ingot/sdk";
import { environmentOf, escapeForShell, formatEnvironment } from "../../scripts/environment.ts";
import { listScripts } from "../../scripts/list-scripts.ts";
import { pauseAfter } from "../../scripts/pause-after.ts";
import { retryUntil } from "../../scripts/retry-until.ts";
import { openScript, runOnMachine } from "../../scripts/run-remote-script.ts";
import { signalNumber } from "../../scripts/signal-number.ts";
import { withUnixLines } from "../../scripts/unix-lines.ts";
import { uploadText } from "../../scripts/upload-text.ts";
import type { ShellConfig } from "./config.ts";
import { quotePath } from "./quote-path.ts";

/** How long a machine may take to forget the scripts of a provisioner that has failed, in milliseconds: it may be the machine that failed. */
const removalMs = 2000;

/** How long a machine may take to write what it was being sent, in milliseconds. */
const arrivalMs = 100;

interface Places {
  readonly script: string;
  /** "" without one. */
  readonly environment: string;
}

export async function provisionWithShell(config: ShellConfig, context: ProvisionContext): Promise<void> {
  const scripts = await listScripts(config, (commands) => writeInline(commands, config, context));
  const folder = config.remote_folder || "/tmp";
  const file = config.remote_file || `script_${randomInt(9999)}.sh`;
  const places = {
    script: config.remote_path || `${folder}/${file}`,
    environment: config.use_env_var_file ? `${folder}/varfile_${randomInt(9999)}.sh` : "",
  };
  const format = config.env_var_format || (config.use_env_var_file ? "export %s='%s'\n" : "%s='%s' ");
  const variables = formatEnvironment(environmentOf(config, context), format, escapeForShell);
  try {
    await runScripts(scripts, places, variables, config, context);
  } catch (error) {
    // The machine may stay: it need not be one of ours.
    if (!config.skip_clean) await tryToRemove(Object.values(places), context);
    throw error;
  }
  await pauseAfter(config.pause_after, context);
}

async function runScripts(
  scripts: readonly string[],
  places: Places,
  variables: string,
  config: ShellConfig,
  context: ProvisionContext,
): Promise<void> {
  if (places.environment !== "") await sendEnvironment(places.environment, variables, config, context);
  for (const script of scripts) {
    context.ui.say(`Provisioning with shell script: ${script}`);
    const exit = await runScript(script, places, variables, config, context);
    acceptExit(exit, config);
    if (!config.skip_clean) await removeScript(places.script, config, context);
  }
  if (places.environment !== "" && !config.skip_clean) await removeFile(places.environment, config, context);
}

/** Writes inline commands to a script of this host. */
async function writeInline(
  commands: readonly string[],
  config: ShellConfig,
  context: ProvisionContext,
): Promise<string> {
  const hasOwnShebang = !config.inline_shebang && commands[0]?.startsWith("#!");
  const shebang = hasOwnShebang ? [] : [`#!${config.inline_shebang || "/bin/sh -e"}`];
  const path = await context.temp.file("packer-shell");
  await writeFile(path, [...shebang, ...commands, ""].join("\n"));
  return path;
}

/** What runs a script that is on the machine; the usual command leaves out what makes it executable where it is that already. */
function renderCommand(
  config: ShellConfig,
  places: Places,
  vars: string,
  isExecutable: boolean,
  { generated }: ProvisionContext,
): string {
  if (config.execute_command?.source)
    return config.execute_command.render({
      ...generated,
      Path: places.script,
      Vars: vars,
      EnvVarFile: places.environment,
    });
  const path = quotePath(places.script);
  const usual = places.environment === "" ? `${vars} ${path}` : `. ${quotePath(places.environment)} && ${path}`;
  return isExecutable ? usual : `chmod +x ${path}; ${usual}`;
}

async function sendEnvironment(
  path: string,
  variables: string,
  config: ShellConfig,
  context: ProvisionContext,
): Promise<void> {
  await retryUntil(config.start_retry_timeout, context.signal, () => uploadText(path, variables, context));
}

async function runScript(
  script: string,
  places: Places,
  variables: string,
  config: ShellConfig,
  context: ProvisionContext,
): Promise<Exit> {
  const { communicator } = context;
  const { sizeBytes, content, sendTo } = await openScript(script, (path) => readScript(path, config.binary), context);
  const send = () => sendTo(places.script);
  const atOnce = async (options: Omit<ExecOptions, "stdin">) => {
    const upload = { place: quotePath(places.script), content, sizeBytes, mode: 0o755 };
    return communicator.runScript?.(upload, renderCommand(config, places, variables, true, context), options);
  };
  const command = renderCommand(config, places, variables, false, context);
  return runOnMachine({ command, retryTimeoutMs: config.start_retry_timeout, atOnce, send }, context);
}

function readScript(path: string, binary: boolean): Source {
  const content = createReadStream(path);
  return binary ? content : withUnixLines(content);
}

function acceptExit(exit: Exit, config: ShellConfig): void {
  const status = exitStatus(exit, signalNumber);
  if (status === disconnectedStatus) {
    if (config.expect_disconnect) return;
    const why = exit.k === "disconnected" && exit.reason !== undefined ? ` (${exit.reason})` : "";
    throw new Error(
      `Script disconnected unexpectedly${why}. If the script makes the machine restart, set "expect_disconnect = true"`,
    );
  }
  const wrong = complainOfExit(status, config.valid_exit_codes);
  if (wrong !== undefined) throw new Error(wrong);
}

/** Removes a script, by the way of what comes next on the machine where that can be. */
async function removeScript(path: string, config: ShellConfig, context: ProvisionContext): Promise<void> {
  const remove = (signal: AbortSignal) => removeFile(path, config, { ...context, signal });
  const { communicator, signal } = context;
  if (communicator.removeLater && config.pause_after <= 0) communicator.removeLater(quotePath(path), remove);
  else await remove(signal);
}

/** Removes a file of the machine. After a script that restarts it this waits until it is there again. */
async function removeFile(path: string, config: ShellConfig, context: ProvisionContext): Promise<void> {
  const { communicator, signal } = context;
  const command = `rm -f ${quotePath(path)}`;
  await retryUntil(config.start_retry_timeout, signal, async () => {
    const status = exitStatus(await communicator.exec(command, { signal }), signalNumber);
    if (status !== 0)
      throw new Error(`Error removing temporary script at ${path}: "${command}" ended with status ${status}`);
  });
}

/** Removes files of the machine after a failure or an interrupt, when the run's own signal says stop already. */
async function tryToRemove(paths: readonly string[], { communicator, signal }: ProvisionContext): Promise<void> {
  const command = `rm -f ${paths
    .filter((path) => path !== "")
    .map(quotePath)
    .join(" ")}`;
  const until = abortAfter(removalMs);
  const remove = () => communicator.exec(command, { signal: until }).catch(() => undefined);
  await remove();
  if (!signal.aborted) return;
  // What was on its way when the interrupt came may have arrived behind the first one.
  await sleep(arrivalMs);
  await remove();
}
