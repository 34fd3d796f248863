import { spawn } from "node:child_process";

/** What a command printed and how it ended. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Written to the command's standard input, which is empty otherwise. */
  readonly input?: string;
  /** Returns a non-zero exit instead of throwing. */
  readonly mayFail?: boolean;
  /** The command is killed after this time. Default: ten minutes. */
  readonly timeoutMs?: number;
}

/**
 * Runs a command to its end. A command killed by a signal has exit code 128.
 * @throws when it cannot be started, and when it fails without `mayFail`: the message has the command line and its output
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const result = await new Promise<CommandResult>((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
      timeout: options.timeoutMs ?? 600_000,
      killSignal: "SIGKILL",
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    // A command that ends without reading its input.
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 128, stdout, stderr }));
  });
  if (result.code !== 0 && !options.mayFail) {
    const line = [command, ...args].map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)).join(" ");
    throw new Error(`${line}\nexited with code ${result.code}\n${result.stdout}${result.stderr}`.trimEnd());
  }
  return result;
}
