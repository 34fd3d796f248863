import { basename } from "node:path";
import { ProcessStartError, runProcess } from "@ingot/sdk";
import type { PluginDescription } from "../installed-plugin.ts";
import { PluginError } from "../plugin-error.ts";
import { parseDescription } from "./parse-description.ts";

export interface DescribeOptions {
  /** Changes to our own environment, in which the program runs; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** How long it may take, in milliseconds. */
  readonly limitMs?: number;
  readonly signal?: AbortSignal;
}

/** A plugin of a hundred megabytes on a slow disk answers in seconds. */
const defaultLimitMs = 30_000;
const mostBytes = 1024 * 1024;
/** How much of what it says on standard error a message shows, in characters. */
const shownCharacters = 400;

/**
 * Asks a program what it is, by running it with `describe`. Whoever calls this has verified the program, where there is something to
 * verify it by. Throws a PluginError where it cannot be run or does not answer as a plugin does, and the signal's reason.
 */
export async function describeProgram(path: string, options: DescribeOptions = {}): Promise<PluginDescription> {
  const { env = {}, limitMs = defaultLimitMs, signal } = options;
  const wrong = (reason: string, cause?: unknown) =>
    new PluginError(
      `${basename(path)} does not answer as a plugin does`,
      `Asked by "${path} describe" what it is, ${reason}. Install it again, or ask its makers.`,
      cause,
    );
  const chunks: Uint8Array[] = [];
  let size = 0;
  let said = "";
  const limit = AbortSignal.timeout(limitMs);
  try {
    const exit = await runProcess(path, ["describe"], {
      env,
      stdout: (chunk) => {
        size += chunk.length;
        if (size > mostBytes) throw wrong("it printed more than 1 MB");
        chunks.push(chunk);
      },
      stderr: (chunk) => {
        said = (said + Buffer.from(chunk).toString("utf8")).slice(-4096);
      },
      signal: signal ? AbortSignal.any([limit, signal]) : limit,
    });
    if (exit.k === "signalled") throw wrong(`it was ended by the signal ${exit.signal}`);
    if (exit.k !== "exited") throw wrong("it was lost sight of");
    if (exit.code !== 0) throw wrong(`it ended with exit code ${exit.code}${quoted(said)}`);
  } catch (error) {
    if (error instanceof PluginError) throw error;
    if (error instanceof ProcessStartError) throw notStarted(path, error);
    if (limit.aborted && !signal?.aborted) throw wrong(`it gave no answer within ${Math.ceil(limitMs / 1000)} seconds`);
    throw error;
  }
  const description = parseDescription(Buffer.concat(chunks).toString("utf8"));
  if ("problem" in description) throw wrong(description.problem);
  return description;
}

function notStarted(path: string, error: ProcessStartError): PluginError {
  const advice: Readonly<Record<string, string>> = {
    EACCES: `The system does not let it run. Make it executable (chmod +x ${path}), or see that its file system is not mounted noexec.`,
    ENOEXEC: "It is no program of this system, or cut short. Install it again.",
    ENOENT: "It, or the interpreter that it names, is not there. Install it again.",
  };
  const detail = advice[error.code ?? ""] ?? `${error.message}. Install it again.`;
  return new PluginError(`${basename(path)} could not be started`, `${path}: ${detail}`, error);
}

/** The end of what a program said, fit to stand in a message. */
function quoted(said: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a plugin must not be able to speak to the terminal through a message
  const text = said.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ").trim();
  return text === "" ? "" : ` and said: ${text.slice(-shownCharacters)}`;
}
