import { channel } from "node:diagnostics_channel";

/** A command for a POSIX shell that does not stand in its arguments. */
export interface HiddenCommand {
  /** What to run as `sh -c LINE`. */
  readonly line: string;
  /** Where the line finds the command. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Hands a command to a shell by its environment: the arguments of a process can be read by every user of the machine, its environment only by
 * its own. The shell takes the variable away before it runs the command, so that nothing else is different from `sh -c COMMAND`.
 */
export function hideCommand(command: string): HiddenCommand {
  hidden.publish({ command });
  return { line: `eval "unset ${variable}\n$${variable}"`, env: { [variable]: command } };
}

/** Tells a log what the arguments do not. */
const hidden = channel("ingot:hidden-command");
const variable = "INGOT_COMMAND";
