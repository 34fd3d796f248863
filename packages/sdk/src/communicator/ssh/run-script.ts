// A script that goes to the machine and runs there in one go: one command takes it from its input, and goes on with what runs it. Sent and
// started one after the other that would be two, and a far machine's commands take longer than most scripts.

import { randomBytes } from "node:crypto";
import type { ExecOptions, Exit, ScriptUpload, Sink, Source } from "../communicator.ts";
import { runChannel } from "./exec.ts";
import type { SshSession } from "./session.ts";

/** The status of a machine's shell that could not take the script, or does not understand how. */
const notTaken = 96;
/** So much is held back of what is written before the script is there: the messages of a shell's start. */
const heldBytes = 64 * 1024;

/**
 * Sends a script and runs a command behind it, after the removal of other files. Resolves with undefined where the machine's shell does not
 * do it this way; then the command has not run. Rejects when the connection is lost before the script is there.
 *
 * @param removed files to remove before, as they stand in a command
 */
export async function runScriptAtOnce(
  session: SshSession,
  script: ScriptUpload,
  command: string,
  removed: readonly string[],
  options: Omit<ExecOptions, "stdin">,
): Promise<Exit | undefined> {
  const { place, sizeBytes, mode } = script;
  const token = `ingot-${randomBytes(8).toString("hex")}`;
  const taking = [
    ...removed.map((file) => `rm -f ${file}`),
    `head -c ${sizeBytes} > ${place}`,
    // A connection that is lost looks like the end of the script, so a word behind it says that it is whole.
    `read -r word && [ "$word" = ${token} ]`,
    `chmod ${(mode & 0o7777).toString(8).padStart(4, "0")} ${place}`,
    `echo ${token}`,
  ];
  const text = `${taking.join(" && ")} || exit ${notTaken}\n${command}`;
  const channel = await session.start(text, { hasTerminal: false, preparesNext: true, signal: options.signal });
  const output = behindToken(token, options);
  const exit = await runChannel(channel, { ...options, ...output.sinks, stdin: withLine(script.content(), token) });
  if (output.hasBegun()) return exit;
  if (exit.k === "disconnected") throw new Error("The connection was lost during the transfer");
  return undefined;
}

async function* withLine(content: Source, line: string): Source {
  yield* content;
  yield Buffer.from(`${line}\n`);
}

/** Holds back what is written until the token comes, and takes the token out. */
function behindToken(
  token: string,
  { stdout, stderr }: Pick<ExecOptions, "stdout" | "stderr">,
): { readonly sinks: { readonly stdout: Sink; readonly stderr: Sink }; readonly hasBegun: () => boolean } {
  const line = Buffer.from(`${token}\n`);
  let before = Buffer.alloc(0);
  let complaints = Buffer.alloc(0);
  let hasBegun = false;
  return {
    hasBegun: () => hasBegun,
    sinks: {
      stdout: async (chunk) => {
        if (hasBegun) return stdout?.(chunk);
        before = Buffer.concat([before, chunk]).subarray(-heldBytes);
        const at = before.indexOf(line);
        if (at < 0) return;
        hasBegun = true;
        if (complaints.length > 0) await stderr?.(complaints);
        if (at > 0) await stdout?.(before.subarray(0, at));
        const behind = before.subarray(at + line.length);
        if (behind.length > 0) await stdout?.(behind);
      },
      stderr: async (chunk) => {
        if (hasBegun) return stderr?.(chunk);
        complaints = Buffer.concat([complaints, chunk]).subarray(-heldBytes);
      },
    },
  };
}
