// Runs one side of ours against a recording of the other, and looks at everything that it sent and received.

import { duplexPair } from "node:stream";
import type { Connection } from "../../src/broker/broker.ts";
import { openConnection } from "../../src/broker/open-connection.ts";
import type { ByteStream } from "../../src/stream/byte-stream.ts";
import { openPlayer, type Sent } from "./player.ts";
import { bytesFrom, hasEnded, objectsIn, otherSide, type Recording, type Side, textOfValue } from "./recording.ts";

/** What a script works with. */
export interface Stage {
  readonly connection: Connection;
  /** As it was recorded: what a script knows of what it will be told, it knows from here. */
  readonly recording: Recording;
  /** Writes down what our side made of what it was told. */
  readonly see: (what: string, value: unknown) => void;
}

/** Does with our side what was done when the recording was made. */
export type Script = (stage: Stage) => Promise<void>;

/** What came of a replay. */
export interface Replayed {
  /** What is different from the recording; empty where nothing is. */
  readonly problems: readonly string[];
  /** What the script saw. */
  readonly seen: readonly string[];
  /** What our side received, as messages, by stream. */
  readonly received: readonly string[];
}

/**
 * Replays a recording with one side being ours.
 *
 * @param played what the other side says, and what ours has to: the recording, or one that was changed
 * @param mayEnd streams, by the recording's numbers, that our side may end although the recording, which breaks off, has not
 */
export async function replay(
  recording: Recording,
  played: Recording,
  ours: Side,
  script: Script,
  mayEnd: readonly number[] = [],
): Promise<Replayed> {
  const [here, there] = duplexPair();
  const seen: string[] = [];
  const problems: string[] = [];
  const taps = new Map<string, Uint8Array[]>();
  const connection = openConnection(here, ours);
  const player = openPlayer(there, played, ours);
  let scriptError: unknown;
  let isDone = false;
  const running = script({
    connection: tapped(connection, ours, taps),
    recording,
    see: (what, value) => seen.push(`${what}: ${textOfValue(value)}`),
  }).then(
    () => {
      isDone = true;
    },
    (error: unknown) => {
      scriptError = error;
    },
  );
  try {
    await player.play();
    await player.quiet();
    if (!isDone && scriptError === undefined) problems.push("the script waits for something");
  } catch (error) {
    problems.push(String(error));
  }
  if (scriptError !== undefined) problems.push(`the script ended: ${String(scriptError)}`);
  problems.push(...player.problems, ...compare(played, ours, player.sent, mayEnd));
  connection.close(new Error("The replay is over"));
  there.destroy();
  // What waits for something of its own is left behind.
  await Promise.race([running, player.quiet()]);
  const received = [...taps]
    .map(([key, parts]) => `${key}: ${textOfMessages(recording, key, Buffer.concat(parts))}`)
    .sort();
  return { problems, seen, received };
}

/** What our side has to have received, as `received` says it. */
export function expectedReceipts(recording: Recording, ours: Side): readonly string[] {
  return [...recording.streams.values()]
    .map(({ number, opener, id }) => {
      const key = `${opener} ${id}`;
      return `${key}: ${textOfMessages(recording, key, bytesFrom(recording, otherSide(ours), number).subarray(4))}`;
    })
    .sort();
}

function tapped(connection: Connection, ours: Side, taps: Map<string, Uint8Array[]>): Connection {
  const tap = (stream: ByteStream, key: string): ByteStream => {
    const parts: Uint8Array[] = [];
    taps.set(key, parts);
    return {
      ...stream,
      read: async () => {
        const bytes = await stream.read();
        if (bytes) parts.push(bytes);
        return bytes;
      },
    };
  };
  return {
    ...connection,
    dial: async (id) => tap(await connection.dial(id), `${ours} ${id}`),
    accept: async (id, timeoutMs) => tap(await connection.accept(id, timeoutMs), `${otherSide(ours)} ${id}`),
  };
}

function textOfMessages(recording: Recording, key: string, bytes: Uint8Array): string {
  const stream = [...recording.streams.values()].find(({ opener, id }) => `${opener} ${id}` === key);
  if (stream?.k !== "rpc") return Buffer.from(bytes).toString("hex");
  try {
    return objectsIn(bytes).map(textOfValue).join(" ");
  } catch (error) {
    return String(error);
  }
}

function compare(
  recording: Recording,
  ours: Side,
  sent: ReadonlyMap<number, Sent>,
  mayEnd: readonly number[],
): string[] {
  const problems: string[] = [];
  for (const { number, opener, id, k } of recording.streams.values()) {
    const name = `stream ${number} (${id} of the ${otherSide(opener)})`;
    const one = sent.get(number);
    if (!one) {
      problems.push(`${name} was not there`);
      continue;
    }
    const [wanted, got] = [Buffer.from(bytesFrom(recording, ours, number)), Buffer.concat(one.bytes)];
    if (!wanted.subarray(0, 4).equals(got.subarray(0, 4))) problems.push(`${name} began with another number`);
    const [want, have] = [
      messagesIn(k, wanted.subarray(4), opener !== ours),
      messagesIn(k, got.subarray(4), opener !== ours),
    ];
    for (let at = 0; at < Math.max(want.length, have.length); at++)
      if (want[at] !== have[at]) {
        problems.push(`${name}, message ${at}: ${have[at]} instead of ${want[at]}`);
        break;
      }
    const shouldEnd = hasEnded(recording, ours, number);
    if (shouldEnd !== one.hasEnded && !(one.hasEnded && mayEnd.includes(number)))
      problems.push(`${name} was ${one.hasEnded ? "" : "not "}ended`);
  }
  return problems;
}

/** What was sent, for a comparison: answers in the order of their calls, for calls run side by side. */
function messagesIn(k: "rpc" | "raw", bytes: Uint8Array, isServer: boolean): readonly string[] {
  if (k === "raw") return [Buffer.from(bytes).toString("hex")];
  let objects: readonly string[];
  try {
    objects = objectsIn(bytes).map(textOfValue);
  } catch (error) {
    return [String(error)];
  }
  const pairs = Array.from(
    { length: Math.ceil(objects.length / 2) },
    (_, at) => `${objects[2 * at]} ${objects[2 * at + 1]}`,
  );
  return isServer ? pairs.sort() : pairs;
}
