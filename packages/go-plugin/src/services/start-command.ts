import { constants } from "node:os";
import { type Communicator, type Exit, exitStatus, type Sink } from "@ingot/sdk";
import type { Broker } from "../broker/broker.ts";
import { encodeCommandFinished } from "../gob/encode-command-finished.ts";
import type { Wire } from "../rpc/rpc.ts";
import type { ByteStream } from "../stream/byte-stream.ts";
import { bytesOf, endStream, ignoreRest } from "./end-stream.ts";
import { membersOf, readStreamId, readText } from "./read-wire.ts";

/** A command that has shown neither output nor an end for so long counts as started, in milliseconds. */
const startedAfterMs = 1000;
const names = ["Command", "StdinStreamId", "StdoutStreamId", "StderrStreamId", "ResponseStreamId"];

/**
 * Serves `Communicator.Start`. The answer says that the command was started. Communicators do not tell when that is, so it is taken from
 * what can be seen: its first output, its end, or that it has not failed for a second. When it fails before, the answer is the error. When
 * it fails after, the reason goes to the command's stderr, and there is no exit status, which its caller knows as 123.
 *
 * There is no call that cancels a command. It is aborted with the signal, and when the caller ends the stream of the exit status, breaks
 * its input off, or takes its output no longer.
 */
export async function startCommand(
  communicator: Communicator,
  broker: Broker,
  args: Wire,
  signal: AbortSignal,
): Promise<void> {
  const members = membersOf(args, names, "The command");
  const command = readText(members.Command, "Command");
  const ids = names.slice(1).map((name) => readStreamId(members[name], name));
  if (ids[3] === 0) throw new Error("ResponseStreamId is missing");
  const streams = await dialInOrder(broker, ids);
  const gone = new AbortController();
  const stop = AbortSignal.any([signal, gone.signal]);
  let began = () => undefined as unknown;
  const hasBegun = new Promise<"began">((resolve) => {
    began = () => resolve("began");
  });
  const running = runCommand(communicator, command, streams, { began, gone, signal: stop });

  const timer = setTimeout(began, startedAfterMs);
  try {
    const first = await Promise.race([hasBegun, running]);
    if (first !== "began" && first.k === "failed") {
      void endAll(streams);
      throw first.error;
    }
  } finally {
    clearTimeout(timer);
  }
  void running.then((outcome) => finish(outcome, streams, stop));
}

type Streams = Readonly<Record<"stdin" | "stdout" | "stderr", ByteStream | undefined>> & {
  readonly response: ByteStream;
  /** Whether the input has come to its end. */
  readonly input: { isOver: boolean };
};

async function dialInOrder(broker: Broker, ids: readonly number[]): Promise<Streams> {
  const opened: (ByteStream | undefined)[] = [];
  try {
    for (const id of ids) opened.push(id === 0 ? undefined : await broker.dial(id));
  } catch (error) {
    for (const stream of opened) stream?.close();
    throw error;
  }
  const [stdin, stdout, stderr, response] = opened;
  return { stdin, stdout, stderr, response: response as ByteStream, input: { isOver: false } };
}

type Outcome = { readonly k: "exited"; readonly exit: Exit } | { readonly k: "failed"; readonly error: unknown };

/** Runs the command with its streams. Never rejects. */
async function runCommand(
  communicator: Communicator,
  command: string,
  { stdin, stdout, stderr, response, input }: Streams,
  { began, gone, signal }: { readonly began: () => void; readonly gone: AbortController; readonly signal: AbortSignal },
): Promise<Outcome> {
  const sinkTo =
    (stream: ByteStream): Sink =>
    async (chunk) => {
      began();
      await stream.write(chunk).catch((error: unknown) => {
        gone.abort(error);
        throw error;
      });
    };
  // The caller never writes here: that it ends means that it no longer waits.
  let isOver = false;
  void ignoreRest(response).then(() => {
    if (!isOver) gone.abort(new Error("Nobody waits for the command any more"));
  });
  try {
    const exit = await communicator.exec(command, {
      ...(stdin && { stdin: readInput(stdin, input) }),
      ...(stdout && { stdout: sinkTo(stdout) }),
      ...(stderr && { stderr: sinkTo(stderr) }),
      signal,
    });
    return { k: "exited", exit };
  } catch (error) {
    return { k: "failed", error };
  } finally {
    isOver = true;
  }
}

async function* readInput(stdin: ByteStream, input: { isOver: boolean }): AsyncGenerator<Uint8Array> {
  yield* bytesOf(stdin);
  input.isOver = true;
}

/** Tells how the command ended: the status before the ends of its streams, for the caller waits for those. */
async function finish(outcome: Outcome, streams: Streams, stop: AbortSignal): Promise<void> {
  const { stderr, response } = streams;
  try {
    if (outcome.k === "exited") await response.write(encodeCommandFinished(statusOf(outcome.exit)));
    else if (!stop.aborted) await stderr?.write(new TextEncoder().encode(`${messageOf(outcome.error)}\n`));
  } catch {
    // The caller is gone.
  }
  await endAll(streams);
}

async function endAll({ stdin, stdout, stderr, response, input }: Streams): Promise<void> {
  // The exit status's stream is read already, for its end.
  const work = [response.end().catch(() => response.close())];
  if (stderr) work.push(endStream(stderr));
  if (stdout) work.push(endStream(stdout));
  await Promise.all(work);
  if (!stdin) return;
  await stdin.end().catch(() => undefined);
  // A caller that has more input must not wait for somebody to take it.
  if (!input.isOver) stdin.close();
}

function statusOf(exit: Exit): number {
  return exitStatus(exit, (name) => {
    const numbers: Readonly<Record<string, number>> = constants.signals;
    return numbers[name] ?? numbers[`SIG${name}`] ?? 0;
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
