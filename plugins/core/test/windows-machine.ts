// A Windows machine as far as the provisioners can tell: files under names that do not mind case and slashes, and a command interpreter that
// knows how PowerShell is started, what the provisioners' own scripts do, and for all else asks the test.

import type { Communicator, Exit } from "@ingot/sdk";

/** How a command of a test's own ends; a thrown error is a connection that could not be made. */
export interface Reply {
  readonly stdout?: string;
  readonly stderr?: string;
  /** Default: 0. */
  readonly status?: number | "disconnected";
}

/** A command that was run. */
export interface Command {
  readonly line: string;
  /** The content of the script that it named with -file, or with `&`. */
  readonly script: string | undefined;
  /** What the file had that it read the environment from. */
  readonly environment: string | undefined;
  /** Who ran it; undefined: whoever was logged in. */
  readonly user: string | undefined;
}

export interface WindowsMachine {
  readonly communicator: Communicator;
  /** What was run, in order, without the provisioners' own cleaning. */
  readonly commands: Command[];
  /** Every line that reached the machine. */
  readonly lines: string[];
  /** The files that are there, by their lower-case names. */
  readonly files: Map<string, string>;
  /** Everything that was ever uploaded. */
  readonly uploads: { readonly path: string; readonly content: string; readonly mode: number | undefined }[];
}

/** @param reply what a command answers; without an answer it ends well and says nothing */
export function windowsMachine(
  reply: (command: Command) => Reply | undefined | Promise<Reply | undefined>,
): WindowsMachine {
  const files = new Map<string, string>();
  const machine: WindowsMachine = { communicator: { ...unused }, commands: [], lines: [], files, uploads: [] };
  const read = (path: string | undefined) => (path === undefined ? undefined : files.get(nameOf(path)));

  const interpret = async (line: string, user: string | undefined): Promise<Reply> => {
    const path = /-file "?([^"]+?)"?$/.exec(line)?.[1] ?? /& '((?:[^']|'')+)'/.exec(line)?.[1]?.replaceAll("''", "'");
    const script = read(path);
    if (path?.includes("packer-cleanup") && script !== undefined) return removeFiles(script, files);
    if (path?.includes("packer-elevated-shell") && script !== undefined) return runTask(script);
    const command = { line, script, environment: read(/(?:^|[\s;"])\. '?([^\s';]+)/.exec(line)?.[1]), user };
    machine.commands.push(command);
    return (await reply(command)) ?? {};
  };
  const runTask = async (script: string): Promise<Reply> => {
    const literal = (pattern: RegExp) => (pattern.exec(script)?.[1] ?? "").replaceAll("''", "'");
    const answer = await interpret(
      literal(/'\/s \/c "' \+ '((?:[^']|'')*)' \+/),
      literal(/^\$user = '((?:[^']|'')*)'$/m),
    );
    files.delete(nameOf(literal(/-LiteralPath \$output, '((?:[^']|'')*)'/)));
    return { ...answer, stdout: `${answer.stdout ?? ""}${answer.stderr ?? ""}`, stderr: "" };
  };

  const communicator: Communicator = {
    ...unused,
    exec: async (line, { stdout, stderr, signal }) => {
      signal.throwIfAborted();
      machine.lines.push(line);
      const answer = await Promise.race([interpret(line, undefined), aborted(signal)]);
      if (answer.stdout) await stdout?.(Buffer.from(answer.stdout));
      if (answer.stderr) await stderr?.(Buffer.from(answer.stderr));
      const { status = 0 } = answer;
      return (status === "disconnected" ? { k: "disconnected" } : { k: "exited", code: status }) satisfies Exit;
    },
    upload: async (to, content, { mode, sizeBytes }, { signal }) => {
      signal.throwIfAborted();
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk);
      const bytes = Buffer.concat(chunks);
      if (bytes.length !== sizeBytes) throw new Error(`${to}: ${bytes.length} bytes came, ${sizeBytes} were announced`);
      files.set(nameOf(to), bytes.toString());
      machine.uploads.push({ path: to, content: bytes.toString(), mode });
    },
  };
  return Object.assign(machine, { communicator });
}

function nameOf(path: string): string {
  return path.replaceAll("\\", "/").toLowerCase();
}

/** What the script of the cleaning does. */
function removeFiles(script: string, files: Map<string, string>): Reply {
  const [, list = ""] = /^\$paths = (.*)$/m.exec(script) ?? [];
  for (const [, path = ""] of list.matchAll(/'((?:[^']|'')*)'/g)) files.delete(nameOf(path.replaceAll("''", "'")));
  return {};
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
  });
}

const no = () => Promise.reject(new Error("this machine cannot do that"));
const unused: Communicator = {
  type: "windows",
  exec: no,
  upload: no,
  uploadDirectory: no,
  download: no,
  downloadDirectory: no,
};
