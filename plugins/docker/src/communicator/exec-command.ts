import { setTimeout as sleep } from "node:timers/promises";
import {
  abortAfter,
  type ExecOptions,
  type Exit,
  exitStatus,
  type HiddenCommand,
  hideCommand,
  type Sink,
} from "@ingot/sdk";
import { inspect } from "../inspect.ts";
import { lastText } from "../last-text.ts";
import type { Container } from "./container.ts";
import { endProcesses } from "./end-processes.ts";

/** How long to wait for the pid of a command that was cancelled as it started, in milliseconds. */
const startMs = 2000;

/**
 * Runs a command in the container by its shell: `/bin/sh -c "(COMMAND)"`, in a sub-shell as Packer has it, but for the way that the command
 * takes there, which is the environment. A cancelled command is ended in the container too.
 */
export async function execCommand(container: Container, command: string, options: ExecOptions): Promise<Exit> {
  options.signal.throwIfAborted();
  const client = new AbortController();
  const pid = firstLine(options.stdout);
  const complaint = lastText();
  const stop = async () => {
    const started = await Promise.race([pid.line, sleep(startMs, undefined, { ref: false })]);
    // When the container is gone or does not answer, killing its client is all that can be done.
    if (started) await endProcesses(container, Number(started)).catch(() => undefined);
    client.abort(options.signal.reason);
  };
  let stopping: Promise<void> | undefined;
  const onAbort = () => {
    stopping ??= stop();
  };
  options.signal.addEventListener("abort", onAbort, { once: true });
  try {
    const hidden = hideCommand(`(${command})`);
    const exit = await container.engine.run(execArguments(container, hidden, options.stdin !== undefined), {
      env: hidden.env,
      ...(options.stdin ? { stdin: options.stdin } : {}),
      stdout: pid.sink,
      stderr: async (chunk) => {
        complaint.add(chunk);
        await options.stderr?.(chunk);
      },
      signal: client.signal,
    });
    options.signal.throwIfAborted();
    if (exitStatus(exit) !== 0 && (await isGone(container))) return { k: "disconnected" };
    // Without its first line the command never ran, and the status is the client's own.
    if (!pid.isKnown() && exitStatus(exit) !== 0)
      throw new Error(
        `The command could not be started in the container: ${complaint.text() || `exit status ${exitStatus(exit)}`}`,
      );
    return exit;
  } finally {
    options.signal.removeEventListener("abort", onAbort);
    pid.end();
    await stopping;
  }
}

/** Whether the command failed because the container stopped. Then the watch is waited for: it knows why. */
async function isGone({ engine, id, gone }: Container): Promise<boolean> {
  if (gone.aborted) return true;
  const signal = AbortSignal.any([gone, abortAfter(startMs)]);
  const facts = await inspect(engine, "container", id, [".State.Running"], signal).catch(() => []);
  if (facts[0] === true) return false;
  await sleep(startMs, undefined, { signal: gone }).catch(() => undefined);
  return gone.aborted || facts[0] === false;
}

/** The client's arguments for a command. The shell first says its pid. */
export function execArguments(
  container: Pick<Container, "id" | "execUser" | "hasTerminal">,
  hidden: HiddenCommand,
  hasInput: boolean,
): readonly string[] {
  return [
    "exec",
    // The client gives a terminal only where its own input is one, or where the command has no input.
    ...(container.hasTerminal && !hasInput ? [] : ["-i"]),
    ...(container.execUser ? ["-u", container.execUser] : []),
    ...(container.hasTerminal && !hasInput ? ["-t"] : []),
    // A name alone takes its value from the client's environment.
    ...Object.keys(hidden.env).flatMap((name) => ["-e", name]),
    container.id,
    "/bin/sh",
    "-c",
    `echo $$; ${hidden.line}`,
  ];
}

/** Takes the first line, which is the pid, from a stream; the rest goes on to `sink`. */
function firstLine(sink: Sink | undefined): {
  readonly sink: Sink;
  readonly line: Promise<string>;
  readonly isKnown: () => boolean;
  readonly end: () => void;
} {
  let head = Buffer.alloc(0);
  let isKnown = false;
  let settle: (line: string) => void = () => undefined;
  const line = new Promise<string>((resolve) => {
    settle = resolve;
  });
  return {
    line,
    isKnown: () => isKnown,
    end: () => settle(""),
    sink: async (chunk) => {
      if (isKnown) return sink?.(chunk);
      head = Buffer.concat([head, chunk]);
      const at = head.indexOf("\n");
      if (at < 0) return;
      isKnown = true;
      settle(head.subarray(0, at).toString("latin1").trim());
      const rest = head.subarray(at + 1);
      if (rest.length > 0) await sink?.(rest);
    },
  };
}
