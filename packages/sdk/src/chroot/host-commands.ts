// Commands on this machine, as the chroot builders run them: each as a line for /bin/sh, inside the user's command wrapper
// (`sudo {{.Command}}`), so that Ingot itself needs no root.

import type { Exit, Sink, Source } from "../communicator/communicator.ts";
import type { Ui } from "../event/ui.ts";
import { captureProcess, runProcess } from "../process/run-process.ts";
import type { Template } from "../schema/field.ts";

const place = "{{.Command}}";

/** Puts a command line into the wrapper: `mount ...` into `sudo mount ...`. */
export type Wrapper = (command: string) => string;

/** A command on this machine ended badly. */
export class HostCommandError extends Error {
  readonly code = "HOST_COMMAND_FAILED";
  readonly exit: Exit;
  /** @param line the command as it could be pasted into a shell */
  constructor(line: string, exit: Exit, stderr: string) {
    const how = exit.k === "exited" ? `exit status ${exit.code}` : exit.k === "signalled" ? exit.signal : "no status";
    const said = stderr.trim();
    super(`This command failed (${how}): ${line}${said === "" ? "" : `\n${said}`}`);
    this.name = "HostCommandError";
    this.exit = exit;
  }
}

/** The wrapper that a config asks for; without one, commands run as they are. */
export function wrapperOf(config: {
  readonly command_wrapper: Template<{ readonly Command: string }> | undefined;
}): Wrapper {
  const { command_wrapper: template } = config;
  return template ? (command) => template.render({ Command: command }) : (command) => command;
}

/** The wrapper as a text that a journal can keep: with the place of the command still in it. */
export function storedWrapper(wrapper: Wrapper): string {
  return wrapper(place);
}

/** A wrapper read back from its stored text. */
export function restoreWrapper(stored: string): Wrapper {
  return (command) => stored.replaceAll(place, () => command);
}

/** Runs a command line and gives its exit; resolves after the sinks have taken the last byte. */
export function execOnHost(
  wrapper: Wrapper,
  command: string,
  options: {
    readonly stdin?: Source;
    readonly stdout?: Sink;
    readonly stderr?: Sink;
    readonly env?: Readonly<Record<string, string>>;
    readonly signal: AbortSignal;
  },
): Promise<Exit> {
  return runProcess("/bin/sh", ["-c", wrapper(command)], options);
}

/**
 * Runs a command line with a short answer, in the C locale, and gives its standard output.
 * @throws HostCommandError with what the command wrote on standard error, when its status is not 0
 */
export async function checkOnHost(wrapper: Wrapper, command: string, signal: AbortSignal): Promise<string> {
  const line = wrapper(command);
  const { exit, stdout, stderr } = await captureProcess("/bin/sh", ["-c", line], { env: { LC_ALL: "C" }, signal });
  if (exit.k !== "exited" || exit.code !== 0) throw new HostCommandError(line, exit, stderr);
  return stdout;
}

/**
 * Runs a command line that the template's author wrote: announced, its output shown as it comes.
 * @throws HostCommandError when its status is not 0
 */
export async function runForUser(wrapper: Wrapper, command: string, ui: Ui, signal: AbortSignal): Promise<void> {
  const line = wrapper(command);
  ui.say(`Executing command: ${command}`);
  const out = ui.output("stdout");
  const err = ui.output("stderr");
  try {
    const exit = await runProcess("/bin/sh", ["-c", line], { stdout: out.write, stderr: err.write, signal });
    if (exit.k !== "exited" || exit.code !== 0) throw new HostCommandError(line, exit, "");
  } finally {
    await out.end();
    await err.end();
  }
}
