// A plugin's process: from its start and its handshake (plugin-protocol 2) to its end. It stays in our process group: a Ctrl-C at the
// terminal reaches it as it does under Packer, and SDK plugins ignore it once they are connected.

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { basename } from "node:path";
import { killTree, PluginFailure, processId, processMark, type Resources } from "@ingot/sdk";
import type { Connection } from "../broker/broker.ts";
import { openConnection } from "../broker/open-connection.ts";
import { createRpcClient } from "../rpc/create-rpc-client.ts";
import type { RpcClient } from "../rpc/rpc.ts";
import type { Encoding } from "../spec/hcl-spec.ts";
import { describeDeath, showLastWords } from "./describe-death.ts";
import { guardCalls } from "./guard-calls.ts";
import { type HandshakeProblem, type PluginAddress, parseHandshake } from "./parse-handshake.ts";
import { pluginProcess } from "./plugin-process-kind.ts";
import { type GoComponentKind, isGobForced, type PluginProgram } from "./plugin-program.ts";
import { readFirstLine } from "./read-first-line.ts";
import { type StderrWatch, watchStderr } from "./watch-stderr.ts";

/** What plugins are started with. */
export interface StartOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Takes each line that a plugin logs; its promise holds the plugin up. */
  readonly log: (line: string) => void | Promise<void>;
  /** PACKER_RUN_UUID where the environment has none. */
  readonly runUuid: string;
  /** How long a plugin may take until it says where it is, in milliseconds. */
  readonly startTimeoutMs: number;
  /** How long it may take to answer that it will stop, in milliseconds. */
  readonly cancelTimeoutMs: number;
  /** Who owns the process, so that somebody ends it where we are killed. */
  readonly resources?: Resources | undefined;
}

/** A plugin that runs, for one component. */
export interface PluginProcess {
  /** The base name of its program. */
  readonly name: string;
  readonly path: string;
  readonly pid: number;
  readonly encoding: Encoding;
  readonly connection: Connection;
  /** Calls to the component itself. What there will be no answer to rejects with a PluginFailure that says why. */
  readonly client: RpcClient;
  /** It lives, and was not cancelled: an SDK plugin takes a cancel for everything that comes after it, too (plugin-protocol 9.2). */
  readonly isUsable: () => boolean;
  /** Ends it and everything below it, at once. Never rejects. */
  readonly end: () => Promise<void>;
}

/** The cookie by which a plugin knows that it was not started by a person. */
const cookie = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
/** How long the connection itself may take, in milliseconds. */
const connectMs = 10_000;

/**
 * Starts a plugin for one component and connects to it.
 * @param started is told of the process as soon as there is one
 * @throws PluginFailure that names the program and says what to do
 */
export async function startPlugin(
  program: PluginProgram,
  kind: GoComponentKind,
  component: string,
  options: StartOptions,
  started: (child: ChildProcess) => void = () => {},
): Promise<PluginProcess> {
  const name = basename(program.path).replace(/\.exe$/, "");
  const encoding = isGobForced(options.env) ? "gob" : program.encoding;
  const args = program.args(kind, component).filter((arg) => encoding === "protobuf" || arg !== "--protobuf");
  const mark = `ingot-plugin-${randomBytes(12).toString("hex")}`;
  const child = spawn(program.path, args, {
    env: {
      PACKER_RUN_UUID: options.runUuid,
      ...process.env,
      ...options.env,
      PACKER_PLUGIN_MAGIC_COOKIE: cookie,
      PACKER_PLUGIN_MIN_PORT: options.env.PACKER_PLUGIN_MIN_PORT ?? "10000",
      PACKER_PLUGIN_MAX_PORT: options.env.PACKER_PLUGIN_MAX_PORT ?? "25000",
      ...processMark(mark),
    },
    stdio: ["inherit", "pipe", "pipe"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", (error) => reject(notStarted(program.path, error)));
  });
  started(child);
  // It is written down while it begins.
  const owning = own(child, mark, name, options.resources);
  owning.catch(() => undefined);
  const stderr = watchStderr(child.stderr, name, options.log);
  let isEnding = false;
  let isSpent = false;
  let ending: Promise<void> | undefined;
  let connection: Connection | undefined;
  const end = () => {
    isEnding = true;
    ending ??= endProcess(child, connection, exited, owning);
    return ending;
  };
  const describe = (doing: string, error: unknown) =>
    describeDeath({ name, doing, error, child, exited, stderr, isEnding: () => isEnding, end });
  try {
    const line = await readFirstLine(child.stdout, exited, options.startTimeoutMs);
    child.stdout.on("error", () => undefined).resume();
    if (line.k === "ended") throw await describe("it was started", new Error("it ended"));
    if (line.k === "wrong") throw refuse(program.path, line, stderr);
    const address = parseHandshake(line.text);
    if ("problem" in address) throw refuse(program.path, address, stderr);
    const socket = await reach(address).catch((error: Error) => {
      const problem = `cannot be reached where it said: ${error.message}`;
      throw refuse(program.path, { problem, advice: "Try again; if it stays so, tell who makes the plugin." }, stderr);
    });
    connection = openConnection(socket, "host");
    const main = await connection.dial(0).catch(async (error: unknown) => {
      throw await describe("its connection was opened", error);
    });
    const client = guardCalls(createRpcClient(main), {
      describe,
      onCancel: () => {
        isSpent = true;
      },
      onDeaf: () => void end(),
      cancelTimeoutMs: options.cancelTimeoutMs,
    });
    await owning.catch((error: Error) => {
      throw new PluginFailure("A plugin cannot be started", `The program "${program.path}": ${error.message}`, {
        cause: error,
      });
    });
    return {
      name,
      path: program.path,
      pid: child.pid ?? 0,
      encoding,
      connection,
      client,
      isUsable: () => !isSpent && !isEnding && child.exitCode === null && child.signalCode === null,
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Owns the process from now on. It runs already: what is written down is what there is. Resolves with what ends it then. */
async function own(
  child: ChildProcess,
  mark: string,
  name: string,
  resources: Resources | undefined,
): Promise<(() => Promise<void>) | undefined> {
  if (!resources) return undefined;
  const id = await processId(child.pid ?? 0).catch(() => `${child.pid}:`);
  const owned = await resources.own(
    pluginProcess,
    () => ({ mark, name }),
    async () => id,
  );
  return () => resources.release(owned);
}

async function endProcess(
  child: ChildProcess,
  connection: Connection | undefined,
  exited: Promise<void>,
  owning: Promise<(() => Promise<void>) | undefined>,
) {
  const release = await owning.catch(() => undefined);
  // What it started is found below it only while it is there.
  await release?.().catch(() => undefined);
  if (child.exitCode === null && child.signalCode === null) await killTree(child.pid ?? 0, 0).catch(() => undefined);
  connection?.close();
  await exited;
  child.stdout?.destroy();
  child.stderr?.destroy();
}

function reach(address: PluginAddress): Promise<Socket> {
  const socket = address.network === "unix" ? connect(address.path) : connect(address.port, address.host);
  return new Promise((resolve, reject) => {
    socket.setTimeout(connectMs, () => socket.destroy(new Error("it did not take the connection")));
    socket.once("error", reject);
    socket.once("connect", () => {
      socket.setTimeout(0);
      socket.removeListener("error", reject);
      if (address.network === "tcp") socket.setKeepAlive(true).setNoDelay(true);
      resolve(socket);
    });
  });
}

function refuse(path: string, { problem, advice }: HandshakeProblem, stderr: StderrWatch): PluginFailure {
  return new PluginFailure(
    "A plugin cannot be used",
    `The program "${path}" ${problem}.${showLastWords(stderr)}${advice}`,
  );
}

function notStarted(path: string, error: NodeJS.ErrnoException): PluginFailure {
  const advice =
    error.code === "ENOENT"
      ? "It is not there any more, or what it needs to run is not: install the plugin again."
      : error.code === "EACCES"
        ? `Nobody may run it: make it executable (chmod +x), or install the plugin again.`
        : "Install the plugin for this system again.";
  return new PluginFailure("A plugin cannot be started", `The program "${path}": ${error.message}. ${advice}`, {
    cause: error,
  });
}
