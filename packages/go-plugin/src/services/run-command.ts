import { disconnectedStatus, type ExecOptions, type Exit, type Sink, type Source, untilAborted } from "@ingot/sdk";
import type { Broker } from "../broker/broker.ts";
import { readCommandFinished } from "../gob/read-command-finished.ts";
import type { RpcClient } from "../rpc/rpc.ts";
import type { ByteStream } from "../stream/byte-stream.ts";
import { endStream } from "./end-stream.ts";
import { type ExpectedStream, expectStream } from "./expect-stream.ts";
import { LocalFailure, sendBytes, takeBytes } from "./move-bytes.ts";
import { type Pulse, untilQuiet } from "./until-quiet.ts";

/** The status of a command whose end was not told, as Packer knows it (plugin-protocol 9.10). */
const missingStatus = 123;

/**
 * Runs a command on the machine of the peer by `Communicator.Start`. Rejects with the peer's error when it could not be started, with what
 * a sink or the input threw, and with the signal's reason. A machine that went away, and a connection that broke, is an exit
 * `disconnected`.
 */
export async function runCommand(
  client: RpcClient,
  broker: Broker,
  command: string,
  { stdin, stdout, stderr, signal }: ExecOptions,
): Promise<Exit> {
  signal.throwIfAborted();
  const expect = (wanted: Sink | Source | undefined) => (wanted ? expectStream(broker) : undefined);
  const [input, out, err, response] = [expect(stdin), expect(stdout), expect(stderr), expectStream(broker)];
  const pulse: Pulse = { beats: 0, busy: 0 };
  const call = client.call("Communicator.Start", {
    Command: command,
    StdinStreamId: input?.id ?? 0,
    StdoutStreamId: out?.id ?? 0,
    StderrStreamId: err?.id ?? 0,
    ResponseStreamId: response.id,
  });
  const all = [
    call,
    ...(out && stdout ? [take(out, stdout, pulse)] : []),
    ...(err && stderr ? [take(err, stderr, pulse)] : []),
  ];
  let isFed = false;
  const fed = () => {
    isFed = true;
  };
  const feeding = input && stdin ? [feed(input, stdin).then(fed)] : [];
  const failure = firstFailure([...all, ...feeding]);
  const ending = response.stream.then(readExit).then(async (exit) => {
    await untilQuiet(Promise.all(all), pulse);
    return exit;
  });
  try {
    return await untilAborted(Promise.race([ending, failure]), signal);
  } catch (error) {
    for (const one of [out, err, response]) one?.close();
    throw error instanceof LocalFailure ? error.cause : error;
  } finally {
    // What is left of the input is for nobody.
    if (!isFed) input?.close();
    for (const one of [out, err]) one?.close();
  }
}

/** Never resolves. */
function firstFailure(works: readonly Promise<unknown>[]): Promise<never> {
  const failure = new Promise<never>((_, reject) => {
    for (const work of works) work.catch(reject);
  });
  failure.catch(() => undefined);
  return failure;
}

/** That a stream breaks off is no failure of its own: how the command ended says what there is to say. */
async function take(expected: ExpectedStream, sink: Sink, pulse: Pulse): Promise<void> {
  const stream = await expected.stream;
  await takeBytes(stream, sink, pulse).catch(onlyOurs);
}

async function feed(expected: ExpectedStream, source: Source): Promise<void> {
  const stream = await expected.stream;
  await sendBytes(source, stream, { beats: 0, busy: 0 }).catch((error: unknown) => {
    stream.close();
    onlyOurs(error);
  });
}

function onlyOurs(error: unknown): void {
  if (error instanceof LocalFailure) throw error;
}

async function readExit(stream: ByteStream): Promise<Exit> {
  let broken: unknown;
  const watched: ByteStream = {
    ...stream,
    read: () =>
      stream.read().catch((error: unknown) => {
        broken = error;
        throw error;
      }),
  };
  try {
    const status = await readCommandFinished(watched);
    void endStream(stream);
    return status === disconnectedStatus ? { k: "disconnected" } : { k: "exited", code: status };
  } catch {
    stream.close();
    return broken instanceof Error
      ? { k: "disconnected", reason: broken.message }
      : { k: "exited", code: missingStatus };
  }
}
