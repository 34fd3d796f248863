// What running a script on a machine is, whatever its shell: it is sent and started again while that fails (the machine may be restarting);
// one that has begun is never run twice.

import { stat } from "node:fs/promises";
import type { ExecOptions, Exit, FileMeta, ProvisionContext, Sink, Source } from "@ingot/sdk";
import { retryUntil } from "./retry-until.ts";

interface RemoteRun {
  readonly command: string;
  /** How long to go on trying to send and start it. */
  readonly retryTimeoutMs: number;
  /** Does both at once, where the machine lets it; where it resolves with undefined, nothing was run. */
  readonly atOnce?: (options: Omit<ExecOptions, "stdin">) => Promise<Exit | undefined>;
  /** Puts on the machine what the command needs; done again before each attempt. */
  readonly send: () => Promise<void>;
}

/** Runs a command with its output shown, and gives how it ended. */
export async function runOnMachine(run: RemoteRun, context: ProvisionContext): Promise<Exit> {
  const { communicator, signal, ui } = context;
  let failure: { readonly error: unknown } | undefined;
  const exit = await retryUntil(run.retryTimeoutMs, signal, async () => {
    const stdout = ui.output("stdout");
    const stderr = ui.output("stderr");
    let hasStarted = false;
    const through = (sink: Sink) => (chunk: Uint8Array) => {
      hasStarted = true;
      return sink(chunk);
    };
    try {
      const options = { stdout: through(stdout.write), stderr: through(stderr.write), signal };
      const exit = await run.atOnce?.(options);
      if (exit) return exit;
      await run.send();
      return await communicator.exec(run.command, options);
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

/** A script of this host, on its way to a machine. */
interface LocalScript {
  readonly sizeBytes: number;
  /** Opens it, as it is to arrive. */
  readonly content: () => Source;
  /** Puts it on the machine; may be called again. */
  readonly sendTo: (path: string) => Promise<void>;
}

/**
 * Looks at a script of this host: what is wrong with its file is no reason to try again.
 *
 * @param read opens it, as it is to arrive; asked twice, as the size goes ahead of the content
 */
export async function openScript(
  path: string,
  read: (path: string) => Source,
  { communicator, signal }: ProvisionContext,
): Promise<LocalScript> {
  const { mtimeMs } = await stat(path);
  const sizeBytes = await measure(read(path));
  const meta: FileMeta = { mode: 0o755, sizeBytes, modifiedMs: mtimeMs };
  const content = () => read(path);
  return { sizeBytes, content, sendTo: (to) => communicator.upload(to, content(), meta, { signal }) };
}

async function measure(content: Source): Promise<number> {
  let size = 0;
  for await (const chunk of content) size += chunk.length;
  return size;
}
