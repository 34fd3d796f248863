// Sends scripts to the machine and runs them there, one after another. A script is sent and started again while that fails (the machine
// may be restarting); one that has run is never run twice.

import { randomInt } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Communicator,
  complainOfExit,
  disconnectedStatus,
  type Exit,
  exitStatus,
  formatGoDuration,
  type ProvisionContext,
  type Sink,
  type Source,
} from "@ingot/sdk";
import { environmentOf, formatEnvironment } from "../../scripts/environment.ts";
import { signalNumber } from "../../scripts/signal-number.ts";
import { withUnixLines } from "../../scripts/unix-lines.ts";
import type { ShellConfig } from "./config.ts";
import { quotePath } from "./quote-path.ts";
import { retryUntil } from "./retry-until.ts";

/** How long a machine may take to forget the scripts of a provisioner that has failed, in milliseconds: it may be the machine that failed. */
const removalMs = 2000;

interface Places {
  readonly script: string;
  /** "" without one. */
  readonly environment: string;
}

export async function provisionWithShell(config: ShellConfig, context: ProvisionContext): Promise<void> {
  const scripts = await listScripts(config, context);
  const folder = config.remote_folder || "/tmp";
  const file = config.remote_file || `script_${randomInt(9999)}.sh`;
  const places = {
    script: config.remote_path || `${folder}/${file}`,
    environment: config.use_env_var_file ? `${folder}/varfile_${randomInt(9999)}.sh` : "",
  };
  const format = config.env_var_format || (config.use_env_var_file ? "export %s='%s'\n" : "%s='%s' ");
  const variables = formatEnvironment(environmentOf(config, context), format);
  try {
    await runScripts(scripts, places, variables, config, context);
  } catch (error) {
    // The machine may stay: it need not be one of ours.
    if (!config.skip_clean) await tryToRemove(Object.values(places), context.communicator);
    throw error;
  }
  if (config.pause_after > 0) {
    context.ui.say(`Pausing ${formatGoDuration(config.pause_after)} after this provisioner...`);
    await sleep(config.pause_after, undefined, { signal: context.signal });
  }
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
    const exit = await runScript(script, renderCommand(config, places, variables, context), places, config, context);
    acceptExit(exit, config);
    if (!config.skip_clean) await removeFile(places.script, config, context);
  }
  if (places.environment !== "" && !config.skip_clean) await removeFile(places.environment, config, context);
}

/** The scripts' paths on this host; an inline script is written to one first. */
async function listScripts(config: ShellConfig, { temp }: ProvisionContext): Promise<readonly string[]> {
  if (!config.inline || config.inline.length === 0) return config.script ? [config.script] : (config.scripts ?? []);
  const hasOwnShebang = !config.inline_shebang && config.inline[0]?.startsWith("#!");
  const shebang = hasOwnShebang ? [] : [`#!${config.inline_shebang || "/bin/sh -e"}`];
  const path = await temp.file("packer-shell");
  await writeFile(path, [...shebang, ...config.inline, ""].join("\n"));
  return [path];
}

function renderCommand(config: ShellConfig, places: Places, vars: string, { generated }: ProvisionContext): string {
  if (config.execute_command)
    return config.execute_command.render({
      ...generated,
      Path: places.script,
      Vars: vars,
      EnvVarFile: places.environment,
    });
  const path = quotePath(places.script);
  return places.environment === ""
    ? `chmod +x ${path}; ${vars} ${path}`
    : `chmod +x ${path}; . ${quotePath(places.environment)} && ${path}`;
}

async function sendEnvironment(
  path: string,
  variables: string,
  config: ShellConfig,
  context: ProvisionContext,
): Promise<void> {
  const { communicator, signal } = context;
  const content = Buffer.from(variables);
  await retryUntil(config.start_retry_timeout, signal, async () => {
    await communicator.upload(path, once(content), { mode: 0o600, sizeBytes: content.length }, { signal });
  });
}

async function* once(content: Uint8Array): Source {
  yield content;
}

async function runScript(
  script: string,
  command: string,
  places: Places,
  config: ShellConfig,
  context: ProvisionContext,
): Promise<Exit> {
  const { communicator, signal, ui } = context;
  const { mtimeMs } = await stat(script);
  let failure: { readonly error: unknown } | undefined;
  const exit = await retryUntil(config.start_retry_timeout, signal, async () => {
    const sizeBytes = await measure(readScript(script, config.binary));
    const meta = { mode: 0o755, sizeBytes, modifiedMs: mtimeMs };
    await communicator.upload(places.script, readScript(script, config.binary), meta, { signal });
    const stdout = ui.output("stdout");
    const stderr = ui.output("stderr");
    let hasStarted = false;
    const through = (sink: Sink) => (chunk: Uint8Array) => {
      hasStarted = true;
      return sink(chunk);
    };
    try {
      return await communicator.exec(command, { stdout: through(stdout.write), stderr: through(stderr.write), signal });
    } catch (error) {
      if (!hasStarted) throw error;
      failure = { error };
      return undefined;
    } finally {
      await Promise.all([stdout.end(), stderr.end()]);
    }
  });
  if (exit) return exit;
  throw failure?.error;
}

function readScript(path: string, binary: boolean): Source {
  const content = createReadStream(path);
  return binary ? content : withUnixLines(content);
}

async function measure(content: Source): Promise<number> {
  let size = 0;
  for await (const chunk of content) size += chunk.length;
  return size;
}

function acceptExit(exit: Exit, config: ShellConfig): void {
  const status = exitStatus(exit, signalNumber);
  if (status === disconnectedStatus) {
    if (config.expect_disconnect) return;
    throw new Error(
      'Script disconnected unexpectedly. If the script makes the machine restart, set "expect_disconnect = true"',
    );
  }
  const wrong = complainOfExit(status, config.valid_exit_codes);
  if (wrong !== undefined) throw new Error(wrong);
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
async function tryToRemove(paths: readonly string[], communicator: Communicator): Promise<void> {
  const command = `rm -f ${paths
    .filter((path) => path !== "")
    .map(quotePath)
    .join(" ")}`;
  const signal = AbortSignal.timeout(removalMs);
  await communicator.exec(command, { signal }).catch(() => undefined);
}
