import { randomUUID } from "node:crypto";
import { abortAfter, exitStatus, isUnsupportedOperation, type ProvisionContext } from "@ingot/sdk";
import { quoteLiteral, scriptText } from "../../powershell/quote-powershell.ts";
import { retryUntil } from "../../scripts/retry-until.ts";
import { signalNumber } from "../../scripts/signal-number.ts";
import { uploadText } from "../../scripts/upload-text.ts";

/** How long a machine may take that restarts after its script. */
const patienceMs = 60_000;

/** Behind a failure nobody waits for long: most often the machine goes anyway. */
const patienceAfterFailureMs = 5000;

/**
 * Removes files from the machine by a script that removes itself, run as the template runs scripts: what was made by a user can be removed by
 * that user. It does not fail the build; what stays is named.
 *
 * @param commandFor the command that runs the script at a path
 */
export async function cleanUp(
  paths: readonly string[],
  commandFor: (path: string) => string,
  hasFailed: boolean,
  context: ProvisionContext,
): Promise<void> {
  const limitMs = hasFailed ? patienceAfterFailureMs : patienceMs;
  const limit = abortAfter(limitMs);
  // After a cancellation the machine is still to be left clean.
  const signal = hasFailed ? limit : AbortSignal.any([limit, context.signal]);
  // Where a script could be put another one can, on other systems too.
  const [folder] = /^.*[\\/]/s.exec(paths.at(-1) ?? "") ?? [""];
  const own = `${folder}packer-cleanup-${randomUUID()}.ps1`;
  try {
    await retryUntil(hasFailed ? 0 : limitMs, signal, async () => {
      await uploadText(own, removal([...paths, own]), { ...context, signal });
      const status = exitStatus(await context.communicator.exec(commandFor(own), { signal }), signalNumber);
      if (status !== 0) throw new Error(`the command that removes them ended with status ${status}`);
    });
  } catch (error) {
    // Then nothing got there.
    if (isUnsupportedOperation(error)) return;
    if (!hasFailed) context.signal.throwIfAborted();
    const reason = limit.aborted ? `the machine did not do it within ${limitMs / 1000} seconds` : describe(error);
    context.ui.error(
      `Files of the provisioner stay on the machine: ${paths.join(", ")} (${reason}). They may hold secrets: remove them before the machine is used.`,
    );
  }
}

function removal(paths: readonly string[]): string {
  return scriptText(`$paths = ${paths.map(quoteLiteral).join(", ")}
Remove-Item -Force -ErrorAction SilentlyContinue -LiteralPath $paths
if ($paths | Where-Object { Test-Path -LiteralPath $_ }) { exit 1 }
exit 0
`);
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
