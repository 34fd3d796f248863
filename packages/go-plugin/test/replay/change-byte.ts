// One byte of a recording changed, in one message.

import { MsgpackScanner } from "../../src/msgpack/scan-msgpack.ts";
import {
  bytesFrom,
  objectsIn,
  type RecordedEvent,
  type RecordedStream,
  type Recording,
  type Side,
  textOfValue,
} from "./recording.ts";

/** A message in a recording: where it stands in what a side sent on a stream. */
export interface RecordedMessage {
  readonly from: Side;
  readonly stream: number;
  readonly k: "number" | "object" | "bytes";
  readonly at: number;
  readonly length: number;
}

/** Every message of a recording: the numbers at the beginning of streams, heads and bodies of calls and answers, and pieces of raw streams. */
export function messagesOf(recording: Recording): readonly RecordedMessage[] {
  const messages: RecordedMessage[] = [];
  for (const { number: stream, k } of recording.streams.values())
    for (const from of ["host", "plugin"] as const) {
      const bytes = bytesFrom(recording, from, stream);
      if (bytes.length === 0) continue;
      messages.push({ from, stream, k: "number", at: 0, length: 4 });
      if (k === "rpc")
        messages.push(...objects(bytes).map((place) => ({ from, stream, k: "object" as const, ...place })));
      else
        messages.push(
          ...pieces(recording, from, stream).map((place) => ({ from, stream, k: "bytes" as const, ...place })),
        );
    }
  return messages;
}

function objects(bytes: Uint8Array): readonly { readonly at: number; readonly length: number }[] {
  const places: { at: number; length: number }[] = [];
  const scanner = new MsgpackScanner();
  for (let at = 4; at < bytes.length; ) {
    const length = scanner.scan(bytes, at, bytes.length);
    if (length === undefined) throw new Error("The recording ends within an object");
    places.push({ at, length });
    at += length;
  }
  return places;
}

function pieces(
  { events }: Recording,
  from: Side,
  stream: number,
): readonly { readonly at: number; readonly length: number }[] {
  let at = 0;
  const places: { at: number; length: number }[] = [];
  for (const event of events) {
    if (event.k !== "bytes" || event.from !== from || event.stream !== stream) continue;
    if (at > 0) places.push({ at, length: event.bytes.length });
    at += event.bytes.length;
  }
  return places;
}

/**
 * The recording with another byte at a random place of the message. Msgpack can say some values in two ways: a change that makes no other
 * value is not one.
 *
 * @param random a whole number from 0 up to, and without, its argument
 */
export function changeByte(
  recording: Recording,
  message: RecordedMessage,
  random: (below: number) => number,
): Recording {
  const all = bytesFrom(recording, message.from, message.stream);
  for (;;) {
    const place = message.at + random(message.length);
    const changed = Uint8Array.from(all);
    changed[place] = (all[place] ?? 0) ^ (1 + random(255));
    const part = (bytes: Uint8Array) => bytes.subarray(message.at, message.at + message.length);
    if (message.k === "object" && meaning(part(changed)) === meaning(part(all))) continue;
    return withBytes(recording, message, changed);
  }
}

function meaning(bytes: Uint8Array): string {
  try {
    return objectsIn(bytes).map(textOfValue).join(" ");
  } catch (error) {
    return String(error);
  }
}

function withBytes(recording: Recording, { from, stream, at }: RecordedMessage, all: Uint8Array): Recording {
  let done = 0;
  const events = recording.events.map((event): RecordedEvent => {
    if (event.k !== "bytes" || event.from !== from || event.stream !== stream) return event;
    const bytes = all.subarray(done, done + event.bytes.length);
    done += bytes.length;
    return { ...event, bytes };
  });
  const streams = new Map<number, RecordedStream>(recording.streams);
  const one = streams.get(stream);
  if (one && at === 0 && from === one.opener) streams.set(stream, { ...one, id: Buffer.from(all).readUInt32LE(0) });
  return { ...recording, events, streams };
}
