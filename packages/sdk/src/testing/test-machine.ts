// A machine that is none: commands are answered by the test, or run in a folder of this host; files are kept in memory or lie in that folder.

import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join, posix } from "node:path";
import type { Communicator, Exit, Sink, Source } from "../communicator/communicator.ts";
import { matchExcluded } from "../communicator/match-excluded.ts";
import type { Generated, Machine } from "../machine/machine.ts";
import { runProcess } from "../process/run-process.ts";

/** How a command ends: its status; what it writes, with status 0; or all of it. */
export type Answer =
  | number
  | string
  | {
      readonly stdout?: string;
      readonly stderr?: string;
      /** Default: 0. */
      readonly status?: number;
      /** Any other end: a signal, a lost connection. */
      readonly exit?: Exit;
    }
  | undefined;

/**
 * What answers commands: a function, or pairs of a pattern and an answer, the first that matches. A text matches a command that has it
 * anywhere. `undefined` of a function is status 0 in silence; a command that no pattern matches is an error of the test.
 */
export type ExecAnswers =
  | ((command: string, stdin: string) => Answer | Promise<Answer>)
  | readonly (readonly [pattern: string | RegExp, answer: Answer])[];

/** A file on the machine. */
export interface TestFile {
  readonly content: Buffer;
  /** Permission bits; undefined where none were given. */
  readonly mode: number | undefined;
}

/** What a machine is like. */
export interface TestMachineOptions {
  /** What answers commands. Default: each ends well and says nothing. With `folder`: they run, by /bin/sh. */
  readonly exec?: ExecAnswers;
  /** What is there from the beginning, by absolute paths. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** A folder of this host that is the machine: `/machine` in a command or path stands for it. */
  readonly folder?: string;
  /** What `build.*` reads. */
  readonly generated?: Generated;
  /** What goes on, one line each, is added here as well. */
  readonly log?: string[];
}

/** A machine for a test: give it to provisioners, or give it away as a builder does. */
export interface TestMachine extends Machine {
  /** The commands that were run, in order. */
  readonly commands: readonly string[];
  /** All that was asked of it, one line each: a command as it is, `upload /path 755 12`, `download ...`. */
  readonly log: readonly string[];
  /** Its files by their paths; empty with `folder`. */
  readonly files: ReadonlyMap<string, TestFile>;
  /** The text of a file. Throws where there is none. */
  readonly text: (path: string) => string;
}

/** Makes a machine. */
export function testMachine(options: TestMachineOptions = {}): TestMachine {
  const { exec, folder, generated = {} } = options;
  const commands: string[] = [];
  const log = options.log ?? [];
  const files = new Map<string, TestFile>();
  for (const [path, content] of Object.entries(options.files ?? {}))
    files.set(path, { content: Buffer.from(content), mode: undefined });
  const around: Around = { files, log, folder };
  const communicator: Communicator = {
    type: "test",
    exec: async (command, { stdin, stdout, stderr, signal }) => {
      signal.throwIfAborted();
      commands.push(command);
      log.push(command);
      if (folder !== undefined && exec === undefined) {
        const streams = { ...(stdin ? { stdin } : {}), ...(stdout ? { stdout } : {}), ...(stderr ? { stderr } : {}) };
        return runProcess("/bin/sh", ["-c", command.replaceAll("/machine", folder)], { ...streams, signal });
      }
      const answer = await answerOf(exec, command, stdin ? (await collect(stdin)).toString("utf8") : "");
      const full =
        typeof answer === "number" ? { status: answer } : typeof answer === "string" ? { stdout: answer } : answer;
      await send(full?.stdout, stdout);
      await send(full?.stderr, stderr);
      return full?.exit ?? { k: "exited", code: full?.status ?? 0 };
    },
    ...transfersOf(around),
  };
  return {
    communicator,
    generated,
    commands,
    log,
    files,
    text: (path) => {
      const file = files.get(path);
      if (!file)
        throw new Error(`The test machine has no ${path}. It has: ${[...files.keys()].join(", ") || "nothing"}`);
      return file.content.toString("utf8");
    },
  };
}

async function answerOf(exec: ExecAnswers | undefined, command: string, stdin: string): Promise<Answer> {
  if (exec === undefined) return undefined;
  if (typeof exec === "function") return exec(command, stdin);
  const found = exec.find(([pattern]) =>
    typeof pattern === "string" ? command.includes(pattern) : pattern.test(command),
  );
  if (!found) throw new Error(`The test machine has no answer to the command: ${command}`);
  return found[1];
}

interface Around {
  readonly files: Map<string, TestFile>;
  readonly log: string[];
  readonly folder: string | undefined;
}

function transfersOf({ files, log, folder }: Around): Omit<Communicator, "type" | "exec"> {
  const real = (path: string) => (folder === undefined ? path : path.replaceAll("/machine", folder));
  const put = async (path: string, content: Buffer, mode: number | undefined) => {
    if (folder === undefined) files.set(path, { content, mode });
    else {
      await mkdir(dirname(real(path)), { recursive: true });
      await writeFile(real(path), content, { mode: mode ?? 0o644 });
    }
  };
  const get = async (path: string) => {
    const content = folder === undefined ? files.get(path)?.content : await readFile(real(path));
    if (!content) throw new Error(`No such file on the test machine: ${path}`);
    return content;
  };
  const listBelow = async (path: string): Promise<readonly string[]> => {
    if (folder !== undefined) return filesBelow(real(path));
    const root = path.endsWith("/") ? path : `${path}/`;
    return [...files.keys()].filter((name) => name.startsWith(root)).map((name) => name.slice(root.length));
  };
  return {
    upload: async (to, content, meta, { signal }) => {
      signal.throwIfAborted();
      const bytes = await collect(content);
      log.push(`upload ${to} ${meta.mode?.toString(8)} ${meta.sizeBytes}`);
      await put(to, bytes, meta.mode);
    },
    uploadDirectory: async (to, from, { exclude, signal }) => {
      signal.throwIfAborted();
      log.push(`uploadDirectory ${to} ${from}`);
      const target = from.endsWith("/") ? to : posix.join(to, basename(from));
      const isExcluded = matchExcluded(exclude ?? []);
      for (const path of await filesBelow(from)) {
        if (isExcluded(path)) continue;
        const source = join(from, path);
        await put(posix.join(target, path), await readFile(source), (await stat(source)).mode & 0o777);
      }
    },
    download: async (from, to, { signal }) => {
      signal.throwIfAborted();
      log.push(`download ${from}`);
      await to(await get(from));
    },
    downloadDirectory: async (from, to, { exclude, signal }) => {
      signal.throwIfAborted();
      log.push(`downloadDirectory ${from} ${to}`);
      const target = from.endsWith("/") ? to : join(to, posix.basename(from));
      const isExcluded = matchExcluded(exclude ?? []);
      await mkdir(target, { recursive: true });
      for (const path of await listBelow(from)) {
        if (isExcluded(path)) continue;
        await mkdir(dirname(join(target, path)), { recursive: true });
        await writeFile(join(target, path), await get(posix.join(from, path)));
      }
    },
  };
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(join(folder, "/").length))
    .sort();
}

async function collect(source: Source): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function send(text: string | undefined, sink: Sink | undefined): Promise<void> {
  if (text && sink) await sink(Buffer.from(text));
}
