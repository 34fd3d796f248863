// A recorded connection between a host and a plugin, as messages: what each side sent on each stream.

import { MsgpackReader } from "../../src/msgpack/msgpack-reader.ts";
import type { MsgpackValue } from "../../src/msgpack/msgpack-value.ts";
import type { Wire } from "../../src/rpc/rpc.ts";
import { readTranscript } from "../read-transcript.ts";

export type Side = "host" | "plugin";

/** Something that a side did, in the order of the recording. */
export interface RecordedEvent {
  readonly from: Side;
  /** The number of the yamux stream in the recording; 0 for pings. */
  readonly stream: number;
  readonly k: "open" | "accepted" | "bytes" | "end" | "ping" | "pong";
  readonly bytes: Uint8Array;
}

/** A stream of a recording. */
export interface RecordedStream {
  readonly number: number;
  readonly opener: Side;
  /** The number that its opener dialled, one of the other side's. */
  readonly id: number;
  readonly k: "rpc" | "raw";
}

/** A whole recording. */
export interface Recording {
  readonly name: string;
  readonly events: readonly RecordedEvent[];
  readonly streams: ReadonlyMap<number, RecordedStream>;
}

/** A call of a recording, with its answer. */
export interface RecordedCall {
  readonly method: string;
  readonly args: Wire;
  /** The text of the answer's error, empty where it is none. */
  readonly error: string;
  readonly answer: Wire;
}

const nothing = new Uint8Array();

/** Reads a recording by its name. */
export function readRecording(name: string): Recording {
  const events: RecordedEvent[] = [];
  const streams = new Map<number, RecordedStream>();
  const isCalls = new Map<number, boolean>();
  const frames = readTranscript(name);
  for (const { stream, decoded } of frames) if (decoded?.some((one) => "rpc" in one)) isCalls.set(stream, true);
  for (const frame of frames) {
    const from: Side = frame.dir === "host->plugin" ? "host" : "plugin";
    const { stream } = frame;
    const add = (k: RecordedEvent["k"], bytes = nothing) => events.push({ from, stream, k, bytes });
    const payload = new Uint8Array(Buffer.from(frame.hex, "hex").subarray(12));
    if (frame.type === "Ping")
      add(frame.flags === "ACK" ? "pong" : "ping", Buffer.from(frame.hex.slice(16, 24), "hex"));
    if (frame.type !== "Data" && frame.type !== "WindowUpdate") continue;
    if (frame.flags.includes("SYN")) add("open");
    if (frame.flags.includes("ACK")) add("accepted");
    if (frame.type === "Data") {
      if (!streams.has(stream))
        streams.set(stream, {
          number: stream,
          opener: from,
          id: Buffer.from(payload).readUInt32LE(0),
          k: isCalls.has(stream) ? "rpc" : "raw",
        });
      add("bytes", payload);
    }
    if (frame.flags.includes("FIN")) add("end");
  }
  return { name, events, streams };
}

/** All that a side sent on a stream, the number in front. */
export function bytesFrom({ events }: Recording, side: Side, stream: number): Uint8Array {
  const parts = events.filter((event) => event.from === side && event.stream === stream && event.k === "bytes");
  return Buffer.concat(parts.map(({ bytes }) => bytes));
}

/** Whether a side ended its half of a stream. */
export function hasEnded({ events }: Recording, side: Side, stream: number): boolean {
  return events.some((event) => event.from === side && event.stream === stream && event.k === "end");
}

/** The objects in bytes; what is cut off at the end is left out. Throws where it is not msgpack. */
export function objectsIn(bytes: Uint8Array): readonly MsgpackValue[] {
  const reader = new MsgpackReader();
  reader.push(bytes);
  const objects: MsgpackValue[] = [];
  for (let object = reader.next(); object !== undefined; object = reader.next()) objects.push(object);
  return objects;
}

/** The calls on the stream that a side opened under a number, in the order in which they were made. */
export function callsOn(recording: Recording, opener: Side, id: number): readonly RecordedCall[] {
  const stream = [...recording.streams.values()].find((one) => one.opener === opener && one.id === id);
  if (!stream) return [];
  const pairs = (side: Side) => {
    const objects = objectsIn(bytesFrom(recording, side, stream.number).subarray(4)) as readonly Wire[];
    return Array.from({ length: Math.floor(objects.length / 2) }, (_, at) => ({
      head: objects[2 * at] as unknown as { ServiceMethod: string; Seq: number; Error?: string },
      body: objects[2 * at + 1] as Wire,
    }));
  };
  const answers = pairs(otherSide(opener));
  return pairs(opener).map(({ head, body }) => {
    const answer = answers.find((one) => one.head.Seq === head.Seq);
    return { method: head.ServiceMethod, args: body, error: answer?.head.Error ?? "", answer: answer?.body ?? null };
  });
}

export function otherSide(side: Side): Side {
  return side === "host" ? "plugin" : "host";
}

/** A value as text that is equal for equal values: the order of a map's members is no part of it. */
export function textOfValue(value: unknown): string {
  if (value instanceof Uint8Array) return `bytes(${Buffer.from(value).toString("hex")})`;
  if (value instanceof Date) return `time(${value.getTime()})`;
  if (typeof value === "bigint") return `${value}n`;
  if (Array.isArray(value)) return `[${value.map(textOfValue).join(",")}]`;
  if (typeof value !== "object" || value === null)
    return Object.is(value, -0) ? "-0" : (JSON.stringify(value) ?? String(value));
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, one]) => `${JSON.stringify(name)}:${textOfValue(one)}`).join(",")}}`;
}
