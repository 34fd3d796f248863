import { abortAfter, disconnectedStatus, type ProvisionContext } from "@ingot/sdk";
import { backOff } from "../../scripts/back-off.ts";
import { askMachine, NoAnswerError } from "./ask-machine.ts";
import type { Progress } from "./await-return.ts";

const testCommand = 'shutdown /r /f /t 60 /c "packer restart test"';
const callOffCommand = "shutdown /a";

/** How long a machine may take to answer before it is taken to be down. */
const answerLimitMs = 30_000;
const callOffLimitMs = 5000;

/**
 * Waits until a machine that was told to restart is on its way, or back already: then it takes a second restart, which is called off at once,
 * or does not answer. As long as it is going down it refuses (1115, 1190, 1717).
 */
export async function awaitShutdown(context: ProvisionContext, progress: Progress): Promise<void> {
  const pause = backOff(context.signal);
  for (;;) {
    const status = await testRestart(context, progress);
    context.signal.throwIfAborted();
    if (status === undefined || status === 0 || status === 1) return;
    progress.last = `"${testCommand}" ended with status ${status}, as on a machine that is going down`;
    await pause();
  }
}

/** The status of a restart that is not meant; undefined where the machine did not answer. */
async function testRestart(context: ProvisionContext, progress: Progress): Promise<number | undefined> {
  const { communicator, signal } = context;
  let status: number | undefined;
  let mayBeBegun = false;
  try {
    ({ status } = await askMachine(testCommand, context, answerLimitMs));
  } catch (error) {
    mayBeBegun = signal.aborted || error instanceof NoAnswerError;
    progress.last = error instanceof Error ? error.message : String(error);
  }
  // It must not strike in the midst of what follows.
  if (status === 0 || mayBeBegun)
    await askMachine(callOffCommand, { communicator, signal: abortAfter(callOffLimitMs) }).catch(() => undefined);
  return status === disconnectedStatus ? undefined : status;
}
