import { Writable } from "node:stream";
import { createBus, createStamp } from "@ingot/engine";
import { createSecretFilter } from "@ingot/sdk";
import { expect, test } from "vitest";
import { createMachineRenderer } from "./machine-renderer.ts";
import { speakToMachines } from "./speak.ts";
import { createTextRenderer } from "./text-renderer.ts";
import { failureOf, writerOf } from "./write-out.ts";

/** A stream that takes a write in a later round, and keeps each one. */
function collecting(): { readonly stream: Writable; readonly writes: string[] } {
  const writes: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    write: (text: string, _, done) => {
      writes.push(text);
      setImmediate(done);
    },
  });
  return { stream, writes };
}

test("what is said at once, or while a write is under way, is one write", async () => {
  const { stream, writes } = collecting();
  const write = writerOf(stream);
  const first = [write("a\n"), write("b\n")];
  await Promise.resolve();
  const second = [write("c\n"), write("d\n")];
  await first[0];
  expect(writes[0]).toBe("a\nb\n");
  await Promise.all(second);
  expect(writes).toEqual(["a\nb\n", "c\nd\n"]);
  await write("e\n");
  expect(writes.at(-1)).toBe("e\n");
});

test("a stream that takes nothing fails no writer, and the reason is kept", async () => {
  const stream = new Writable({ write: (_chunk, _encoding, done) => done(new Error("no space left on device")) });
  const write = writerOf(stream);
  await Promise.all([write("a"), write("b")]);
  await write("c");
  expect(failureOf(stream)?.message).toBe("no space left on device");
});

const forms = {
  text: (stream: Writable) =>
    createTextRenderer({
      write: writerOf(stream),
      isColoured: true,
      hasTimestamps: true,
      isAloneOnTerminal: true,
      hasHeartbeats: true,
      renderDiagnostic: () => "",
    }),
  machine: (stream: Writable) => {
    const refuse = () => {
      throw new Error("nobody asks for it");
    };
    const host = speakToMachines({
      env: {},
      cwd: "/",
      write: writerOf(stream),
      lostOutput: () => undefined,
      maskCrashes: () => undefined,
      writeLog: writerOf(stream),
      isTerminal: false,
      isLogTerminal: false,
      columns: () => undefined,
      terminal: undefined,
      readStdin: refuse,
      readLines: refuse,
      promptLines: refuse,
      stdinKind: () => "file",
    });
    return createMachineRenderer({ host, hasTimestamps: false, renderDiagnostic: () => "" });
  },
};

test.for(Object.entries(forms))("ten megabytes are two writes a chunk at most: %s", async ([, renderer]) => {
  const { stream, writes } = collecting();
  const bus = createBus({
    stamp: createStamp("r"),
    renderers: [renderer(stream)],
    masker: createSecretFilter(),
  });
  const chunk = Buffer.from(`${"x".repeat(63)}\n`.repeat(1024));
  const output = bus.ui("null.a").output("stdout");
  for (let i = 0; i < 160; i++) await output.write(chunk);
  await output.end();
  await bus.close();
  expect(writes.join("").split("\n").length - 1).toBe(160 * 1024);
  expect(writes.length).toBeLessThanOrEqual(2 * 160);
});
