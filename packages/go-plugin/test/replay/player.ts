// The other side of a connection, played from a recording: frames as they were recorded, each when everything of ours that stands before it
// in the recording has come. What our side sends is kept by stream. It reads and writes the frames itself, so that nothing of ours is at both
// ends. What it does not repeat is credit: it gives as much as is used, and takes care of what it was given.

import type { Duplex } from "node:stream";
import { MsgpackReader } from "../../src/msgpack/msgpack-reader.ts";
import { bytesFrom, objectsIn, otherSide, type RecordedEvent, type Recording, type Side } from "./recording.ts";

/** So often everything may be still before nothing more is awaited. Nothing that is replayed waits for a clock. */
const quietTurns = 40;

/** What our side sent on a stream. */
export interface Sent {
  /** The number that it dialled, or with which it accepted, in front. */
  bytes: Uint8Array[];
  length: number;
  /** How many objects are complete behind the number, where calls are made. */
  objects: number;
  readonly reader: MsgpackReader;
  hasEnded: boolean;
}

/** Plays the recording. */
export interface Player {
  /** Resolves when all was fed, and rejects when our side is still and something of it is missing. */
  readonly play: () => Promise<void>;
  /** Resolves when our side has been still for long enough. */
  readonly quiet: () => Promise<void>;
  /** By the number of the stream in the recording. */
  readonly sent: ReadonlyMap<number, Sent>;
  readonly problems: readonly string[];
}

/** Begins to play the side that `ours` is not. */
export function openPlayer(socket: Duplex, recording: Recording, ours: Side): Player {
  const theirs = otherSide(ours);
  const sent = new Map<number, Sent>();
  const problems: string[] = [];
  /** Numbers of streams on this connection, for those in the recording: our side gives its own. */
  const actual = new Map<number, number>();
  const recorded = new Map<number, number>();
  const credit = new Map<number, number>();
  let pongs = 0;
  let activity = 0;

  const frame = (type: number, flags: number, stream: number, length: number, payload?: Uint8Array) => {
    const head = Buffer.alloc(12);
    head.writeUInt8(type, 1);
    head.writeUInt16BE(flags, 2);
    head.writeUInt32BE(stream, 4);
    head.writeUInt32BE(length, 8);
    socket.write(payload ? Buffer.concat([head, payload]) : head);
  };
  const link = (number: number, stream: number) => {
    actual.set(number, stream);
    recorded.set(stream, number);
    credit.set(number, 262_144);
    sent.set(number, newSent());
  };

  /** Streams of ours whose number has not come yet. */
  const nameless = new Map<number, Uint8Array[]>();
  const takeBytes = (stream: number, payload: Uint8Array) => {
    frame(1, 0, stream, payload.length);
    const parts = nameless.get(stream);
    if (parts) {
      parts.push(payload);
      const all = Buffer.concat(parts);
      if (all.length < 4) return;
      const id = all.readUInt32LE(0);
      const found = [...recording.streams.values()].find(
        (one) => one.opener === ours && one.id === id && !sent.has(one.number),
      );
      if (!found) return void problems.push(`stream ${id} was dialled, which the recording does not know`);
      nameless.delete(stream);
      link(found.number, stream);
      return keep(found.number, all);
    }
    const number = recorded.get(stream);
    if (number !== undefined) keep(number, payload);
  };
  const keep = (number: number, payload: Uint8Array) => {
    const one = sent.get(number);
    if (!one) return;
    const behind = payload.subarray(Math.max(0, Math.min(payload.length, 4 - one.length)));
    one.bytes.push(payload);
    one.length += payload.length;
    if (recording.streams.get(number)?.k !== "rpc" || behind.length === 0) return;
    try {
      one.reader.push(behind);
      while (one.reader.next() !== undefined) one.objects += 1;
    } catch (error) {
      problems.push(`stream ${number}: ${String(error)}`);
    }
  };
  const takeFrame = (type: number, flags: number, stream: number, length: number, payload: Uint8Array) => {
    activity += 1;
    if (type === 2) {
      if (flags & 2) pongs += 1;
      return;
    }
    if (type === 3) return void problems.push(`the session was given up, with reason ${length}`);
    if (flags & 1) {
      nameless.set(stream, []);
      frame(1, 2, stream, 0);
    }
    const number = recorded.get(stream);
    if (type === 1 && number !== undefined) credit.set(number, (credit.get(number) ?? 0) + length);
    if (payload.length > 0) takeBytes(stream, payload);
    const one = sent.get(recorded.get(stream) ?? -1);
    if (flags & 8) problems.push(`stream ${number} was reset`);
    if (flags & 4 && one) one.hasEnded = true;
  };

  let held: Buffer = Buffer.alloc(0);
  socket.on("data", (bytes: Buffer) => {
    held = Buffer.concat([held, bytes]);
    while (held.length >= 12) {
      const [type, length] = [held.readUInt8(1), held.readUInt32BE(8)];
      const size = 12 + (type === 0 ? length : 0);
      if (held.length < size) break;
      takeFrame(type, held.readUInt16BE(2), held.readUInt32BE(4), length, held.subarray(12, size));
      held = held.subarray(size);
    }
  });
  socket.on("error", () => undefined);

  const until = async (isThere: () => boolean, what: () => string) => {
    let before = -1;
    for (let turns = 0; !isThere(); turns++) {
      if (problems.length > 0) throw new Error(problems[0]);
      if (activity !== before) {
        before = activity;
        turns = 0;
      }
      if (turns > quietTurns) throw new Error(`nothing comes any more: ${what()}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  const feed = async ({ k, stream: number, bytes }: RecordedEvent) => {
    if (k === "ping") return frame(2, 1, 0, Buffer.from(bytes).readUInt32BE(0));
    // Our own pings keep to a clock.
    if (k === "pong" || k === "accepted") return;
    if (k === "open") {
      link(number, number);
      return frame(1, 1, number, 0);
    }
    const stream = actual.get(number) ?? 0;
    if (k === "end") return frame(1, 4, stream, 0);
    for (let at = 0; at < bytes.length; ) {
      await until(
        () => (credit.get(number) ?? 0) > 0,
        () => `credit for stream ${number}`,
      );
      const part = bytes.subarray(at, at + (credit.get(number) ?? 0));
      credit.set(number, (credit.get(number) ?? 0) - part.length);
      frame(0, 0, stream, part.length, part);
      at += part.length;
    }
  };

  const waits = waitsOf(recording, ours);
  const hasCome = ({ event, goal }: Wait): boolean => {
    if (event.k === "pong") return pongs >= goal;
    const one = sent.get(event.stream);
    if (!one) return false;
    if (event.k === "open") return one.length >= 4;
    if (event.k === "end") return one.hasEnded;
    return one.length >= 4 && (recording.streams.get(event.stream)?.k === "rpc" ? one.objects : one.length - 4) >= goal;
  };
  return {
    sent,
    problems,
    play: async () => {
      let next = 0;
      const awaitOurs = async (end: number) => {
        for (; next < waits.length && (waits[next]?.at ?? 0) < end; next++) {
          const wait = waits[next] as Wait;
          await until(
            () => hasCome(wait),
            () => `${wait.event.k} on stream ${wait.event.stream}, ${wait.goal}`,
          );
        }
      };
      for (const [at, event] of recording.events.entries()) {
        if (event.from !== theirs) continue;
        await awaitOurs(at);
        await feed(event);
      }
      await awaitOurs(recording.events.length);
    },
    quiet: async () => {
      let before = -1;
      for (let turns = 0; turns < quietTurns; turns++) {
        if (activity !== before) turns = 0;
        before = activity;
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
  };
}

/** Something of ours to wait for: how many objects, bytes or answers to pings there have to be by then. */
interface Wait {
  readonly at: number;
  readonly event: RecordedEvent;
  readonly goal: number;
}

function waitsOf(recording: Recording, ours: Side): readonly Wait[] {
  const waits: Wait[] = [];
  const lengths = new Map<number, number>();
  let pongs = 0;
  for (const [at, event] of recording.events.entries()) {
    if (event.from !== ours || event.k === "accepted" || event.k === "ping") continue;
    let goal = 0;
    if (event.k === "pong") goal = ++pongs;
    if (event.k === "bytes") {
      const length = (lengths.get(event.stream) ?? 0) + event.bytes.length;
      lengths.set(event.stream, length);
      const isCalls = recording.streams.get(event.stream)?.k === "rpc";
      const bytes = bytesFrom(recording, ours, event.stream).subarray(4, length);
      goal = isCalls ? countObjects(bytes) : Math.max(0, length - 4);
    }
    waits.push({ at, event, goal });
  }
  return waits;
}

/** A recording that was changed need not be msgpack: then there is nothing to wait for. */
function countObjects(bytes: Uint8Array): number {
  try {
    return objectsIn(bytes).length;
  } catch {
    return 0;
  }
}

function newSent(): Sent {
  return { bytes: [], length: 0, objects: 0, reader: new MsgpackReader(), hasEnded: false };
}
