// Streams that take text. What is said while a write is under way is put together and written at once behind it: a program's lines come by
// the hundred thousand, and a write for each would be most of what showing them costs.

import type { Writable } from "node:stream";

/** Writes text. The promise resolves when the stream has taken it, or never will; texts that are written together share one promise. */
export type WriteText = (text: string) => Promise<void>;

const failures = new WeakMap<Writable, Error>();
const writers = new WeakMap<Writable, WriteText>();

/** The writer of a stream. A reader that has gone away (`| head`), or a full disk, is no reason to stop a build: it is only kept in mind. */
export function writerOf(stream: Writable): WriteText {
  const known = writers.get(stream);
  if (known) return known;
  stream.on("error", () => undefined);
  const writer = gatherWrites(stream);
  writers.set(stream, writer);
  return writer;
}

/** Why something that was written to the stream was lost; undefined when all of it was taken. */
export function failureOf(stream: Writable): Error | undefined {
  return failures.get(stream);
}

function gatherWrites(stream: Writable): WriteText {
  let texts: string[] = [];
  let taken: Promise<void> | undefined;
  let tellTaken: () => void = () => undefined;
  let isBusy = false;
  const flush = () => {
    const text = texts.join("");
    const tell = tellTaken;
    texts = [];
    taken = undefined;
    isBusy = true;
    stream.write(text, (error) => {
      if (error && !failures.has(stream)) failures.set(stream, error);
      isBusy = false;
      tell();
      if (taken) flush();
    });
  };
  return (text) => {
    texts.push(text);
    if (taken) return taken;
    taken = new Promise((resolve) => {
      tellTaken = resolve;
    });
    if (!isBusy) queueMicrotask(flush);
    return taken;
  };
}
