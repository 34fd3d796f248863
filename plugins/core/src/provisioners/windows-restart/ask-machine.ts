import { abortAfter, exitStatus, formatGoDuration, type ProvisionContext, type Sink } from "@ingot/sdk";
import { signalNumber } from "../../scripts/signal-number.ts";

export interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A machine took longer than it may. Whether the command was begun is not known. */
export class NoAnswerError extends Error {}

/** What is kept of each stream of an answer. */
const keptBytes = 64 * 1024;

/**
 * Runs a command whose output is looked at, and shown only by those who find it worth it: it is repeated until the machine is back.
 *
 * @param limitMs how long it may take; without one, as long as the signal allows
 */
export async function askMachine(
  command: string,
  { communicator, signal }: Pick<ProvisionContext, "communicator" | "signal">,
  limitMs?: number,
): Promise<Answer> {
  const stdout = keep();
  const stderr = keep();
  const limit = limitMs === undefined ? undefined : abortAfter(limitMs);
  try {
    const exit = await communicator.exec(command, {
      stdout: stdout.write,
      stderr: stderr.write,
      signal: limit ? AbortSignal.any([signal, limit]) : signal,
    });
    return { status: exitStatus(exit, signalNumber), stdout: stdout.text(), stderr: stderr.text() };
  } catch (error) {
    if (!limit?.aborted || signal.aborted) throw error;
    throw new NoAnswerError(`the machine did not answer within ${formatGoDuration(limitMs ?? 0)}`);
  }
}

function keep(): { readonly write: Sink; readonly text: () => string } {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    write: (chunk) => {
      if (size < keptBytes) chunks.push(chunk);
      size += chunk.length;
    },
    text: () => Buffer.concat(chunks).toString("utf8", 0, keptBytes),
  };
}
