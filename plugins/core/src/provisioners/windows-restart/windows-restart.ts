// Restarts a Windows machine and waits until it is back. A machine that was told to restart still answers for a while; so it is asked for a
// second restart, which it refuses as long as the first one is under way.

import { defineProvisioner, disconnectedStatus, exitStatus, formatGoDuration, type ProvisionContext } from "@ingot/sdk";
import { retryUntil } from "../../scripts/retry-until.ts";
import { signalNumber } from "../../scripts/signal-number.ts";
import { longestTimerMs } from "../../scripts/wait.ts";
import { awaitReturn, type Progress } from "./await-return.ts";
import { awaitShutdown } from "./await-shutdown.ts";
import { type WindowsRestartConfig, windowsRestartConfig } from "./config.ts";

export const windowsRestart = defineProvisioner({
  schema: windowsRestartConfig,
  doc: "Restarts a Windows machine, and waits until it is back.",
  provision,
});

async function provision(config: WindowsRestartConfig, context: ProvisionContext): Promise<void> {
  const { communicator, ui, signal } = context;
  if (communicator.type === "none")
    throw new Error(
      "A machine cannot be restarted when communicator = 'none': there is no way into it. Leave windows-restart out, or name a communicator",
    );
  ui.say("Restarting Machine");
  await restart(config, context);
  ui.say("Waiting for machine to restart...");
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), Math.min(config.restart_timeout, longestTimerMs));
  const around = { ...context, signal: AbortSignal.any([signal, timeout.signal]) };
  const progress: Progress = { last: "" };
  try {
    await awaitShutdown(around, progress);
    await awaitReturn(config, around, progress);
  } catch (error) {
    signal.throwIfAborted();
    if (!timeout.signal.aborted) throw error;
    const last = progress.last === "" ? "" : ` The last that was seen: ${progress.last}.`;
    throw new Error(
      `Timeout waiting for machine to restart.${last} Waited ${formatGoDuration(config.restart_timeout)}; raise restart_timeout if the machine needs longer`,
    );
  } finally {
    clearTimeout(timer);
  }
  ui.say("Machine successfully restarted, moving on");
}

/** What `shutdown` says of a machine that is being restarted already (ERROR_SHUTDOWN_IN_PROGRESS, ERROR_SHUTDOWN_IS_SCHEDULED). */
const underWay = [1115, 1190];

async function restart(config: WindowsRestartConfig, { communicator, ui, signal }: ProvisionContext): Promise<void> {
  const command = config.restart_command || 'shutdown /r /f /t 0 /c "packer restart"';
  const exit = await retryUntil(config.restart_timeout, signal, async () => {
    const stdout = ui.output("stdout");
    const stderr = ui.output("stderr");
    try {
      return await communicator.exec(command, { stdout: stdout.write, stderr: stderr.write, signal });
    } finally {
      await Promise.all([stdout.end(), stderr.end()]);
    }
  });
  const status = exitStatus(exit, signalNumber);
  // A machine that goes away at once does what it was asked to.
  if ([0, ...underWay, disconnectedStatus].includes(status)) return;
  throw new Error(
    `Restart script exited with non-zero exit status: ${status}. The command was: ${command}. Only 0, 1115 and 1190 mean that the machine restarts`,
  );
}
