import { type Communicator, type ExecOptions, type Exit, noneCommunicator } from "@ingot/sdk";
import { afterEach, expect, test, vi } from "vitest";
import { loopback, memoryBrokers } from "../../test/memory-connection.ts";
import type { Broker } from "../broker/broker.ts";
import type { RpcClient, Services, Wire } from "../rpc/rpc.ts";
import { addCommunicator } from "./add-communicator.ts";
import { communicatorClient } from "./communicator-client.ts";

afterEach(() => void vi.useRealTimers());

const never = new AbortController().signal;
const bytes = (text: string) => new TextEncoder().encode(text);

/** A communicator of ours behind the service, as its client sees it. */
function connect(communicator: Partial<Communicator>, signal = new AbortController().signal) {
  const { left, right, held } = memoryBrokers();
  const services: Services = new Map();
  addCommunicator(services, { ...noneCommunicator, ...communicator }, right, signal);
  const client = loopback(services);
  return { remote: communicatorClient(client, left), client, held, broker: left, right };
}

function collect() {
  const parts: Uint8Array[] = [];
  return { sink: (chunk: Uint8Array) => void parts.push(chunk), text: () => Buffer.concat(parts).toString() };
}

async function* from(...parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield bytes(part);
}

async function textOf(source: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of source ?? []) parts.push(part);
  return Buffer.concat(parts).toString();
}

const exits: [string, Exit, Exit][] = [
  ["0", { k: "exited", code: 0 }, { k: "exited", code: 0 }],
  ["7", { k: "exited", code: 7 }, { k: "exited", code: 7 }],
  ["-1", { k: "exited", code: -1 }, { k: "exited", code: -1 }],
  ["a Windows status", { k: "exited", code: 0xc0000005 }, { k: "exited", code: 0xc0000005 }],
  ["disconnected", { k: "disconnected", reason: "x" }, { k: "disconnected" }],
  ["SIGTERM", { k: "signalled", signal: "SIGTERM" }, { k: "exited", code: 143 }],
  ["KILL, as SSH names it", { k: "signalled", signal: "KILL" }, { k: "exited", code: 137 }],
];
test.each(exits)("exit %s", async (_name, exit, seen) => {
  const { remote, held } = connect({ exec: async () => exit });
  expect(await remote.exec("x", { signal: never })).toEqual(seen);
  await settled();
  expect(held.open).toBe(0);
});

test("a command has its input, output and errors, and every stream ends", async () => {
  const { remote, client, held } = connect({
    exec: async (command, { stdin, stdout, stderr }) => {
      await stdout?.(bytes(`${command}: ${await textOf(stdin)}`));
      await stderr?.(bytes("err"));
      return { k: "exited", code: 3 };
    },
  });
  const [out, err] = [collect(), collect()];
  const options: ExecOptions = { stdin: from("in", "put"), stdout: out.sink, stderr: err.sink, signal: never };
  expect(await remote.exec("cat", options)).toEqual({ k: "exited", code: 3 });
  expect([out.text(), err.text()]).toEqual(["cat: input", "err"]);
  expect(client.calls).toEqual([
    [
      "Communicator.Start",
      { Command: "cat", StdinStreamId: 1, StdoutStreamId: 2, StderrStreamId: 3, ResponseStreamId: 4 },
    ],
  ]);
  await settled();
  expect(held.open).toBe(0);
});

test("many commands run side by side, each with its own streams", async () => {
  const { remote, held } = connect({
    exec: async (command, { stdout }) => {
      await settled();
      await stdout?.(bytes(command));
      return { k: "exited", code: Number(command) };
    },
  });
  const all = Array.from({ length: 50 }, async (_, index) => {
    const out = collect();
    const exit = await remote.exec(`${index}`, { stdout: out.sink, signal: never });
    return [exit, out.text()];
  });
  expect(await Promise.all(all)).toEqual(
    Array.from({ length: 50 }, (_, index) => [{ k: "exited", code: index }, `${index}`]),
  );
  await settled();
  expect(held.open).toBe(0);
});

test("a command that could not be started is an error with its text", async () => {
  const { remote, held } = connect({
    exec: async () => {
      throw new Error("no such container");
    },
  });
  const exec = remote.exec("x", { stdin: from("y"), stdout: collect().sink, stderr: collect().sink, signal: never });
  await expect(exec).rejects.toThrow("no such container");
  await settled();
  expect(held.open).toBe(0);
});

test("a command that fails after it has begun has its reason on stderr, and status 123", async () => {
  const { remote } = connect({
    exec: async (_command, { stdout }) => {
      await stdout?.(bytes("begun"));
      await settled();
      throw new Error("the session broke");
    },
  });
  const err = collect();
  const exit = await remote.exec("x", { stdout: collect().sink, stderr: err.sink, signal: never });
  expect(exit).toEqual({ k: "exited", code: 123 });
  expect(err.text()).toBe("the session broke\n");
});

test("a command that is silent counts as started after a second", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { client, broker } = connect({ exec: (_command, { signal }) => untilStopped(signal) });
  void broker.accept(1);
  let isAnswered = false;
  const start = client.call("Communicator.Start", { Command: "sleep", ResponseStreamId: 1 }).then(() => {
    isAnswered = true;
  });
  await settled();
  await vi.advanceTimersByTimeAsync(999);
  expect(isAnswered).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  await start;
});

test("a peer may run so many commands at a time, and no more", async () => {
  const { client, broker } = connect({
    exec: async (_command, { stdout, signal }) => {
      await stdout?.(bytes("begun"));
      return untilStopped(signal);
    },
  });
  const start = () => {
    const [out, response] = [broker.nextId(), broker.nextId()];
    for (const id of [out, response]) broker.accept(id).catch(() => undefined);
    return client.call("Communicator.Start", { Command: "x", StdoutStreamId: out, ResponseStreamId: response });
  };
  for (let count = 0; count < 256; count++) await start();
  await expect(start()).rejects.toThrow("More than 256 commands run already");
});

test("a command ends with the patience of its caller", async () => {
  let stopped: unknown;
  const { remote, held } = connect({
    exec: (_command, { signal }) =>
      untilStopped(signal, (why) => {
        stopped = why;
      }),
  });
  const stop = new AbortController();
  const exec = remote.exec("sleep", { stdout: collect().sink, stdin: endless(), signal: stop.signal });
  await settled();
  stop.abort(new Error("enough"));
  await expect(exec).rejects.toThrow("enough");
  await settled();
  expect(stopped).toBeInstanceOf(Error);
  expect(held.open).toBe(0);
});

test("a command ends when its server is told to", async () => {
  const end = new AbortController();
  const { remote } = connect({ exec: (_command, { signal }) => untilStopped(signal) }, end.signal);
  const exec = remote.exec("sleep", { stdout: collect().sink, signal: never });
  await settled();
  end.abort(new Error("the build was cancelled"));
  await expect(exec).rejects.toThrow("the build was cancelled");
  await expect(remote.exec("x", { signal: never })).rejects.toThrow("the build was cancelled");
});

test("output that nobody takes holds the command up", async () => {
  let written = 0;
  const { remote, held } = connect({
    exec: async (_command, { stdout }) => {
      for (let index = 0; index < 100; index++) {
        await stdout?.(new Uint8Array(64 * 1024));
        written += 64 * 1024;
      }
      return { k: "exited", code: 0 };
    },
  });
  let taken = 0;
  let goOn = () => undefined as unknown;
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const sink = async (chunk: Uint8Array) => {
    taken += chunk.length;
    await gate;
  };
  const exec = remote.exec("yes", { stdout: sink, signal: never });
  await settled(20);
  expect(written).toBeLessThanOrEqual(6 * 64 * 1024);
  goOn();
  expect(await exec).toEqual({ k: "exited", code: 0 });
  expect(taken).toBe(100 * 64 * 1024);
  expect(held.most).toBeLessThanOrEqual(2 * 262_144);
});

test("input that nobody takes holds its source up", async () => {
  let given = 0;
  let goOn = () => undefined as unknown;
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const { remote } = connect({
    exec: async (_command, { stdin }) => {
      await gate;
      return { k: "exited", code: (await textOf(stdin)).length };
    },
  });
  const source = (async function* () {
    for (let index = 0; index < 100; index++) {
      given += 64 * 1024;
      yield new Uint8Array(64 * 1024);
    }
  })();
  const exec = remote.exec("cat", { stdin: source, signal: never });
  await settled(20);
  expect(given).toBeLessThanOrEqual(6 * 64 * 1024);
  goOn();
  expect(await exec).toEqual({ k: "exited", code: 100 * 64 * 1024 });
});

test("a sink, or an input, that fails ends the command with its error", async () => {
  const { remote } = connect({
    exec: async (_command, { stdin, stdout }) => {
      await stdout?.(bytes(await textOf(stdin)));
      return { k: "exited", code: 0 };
    },
  });
  const sink = () => {
    throw new Error("disk full");
  };
  await expect(remote.exec("cat", { stdin: from("x"), stdout: sink, signal: never })).rejects.toThrow("disk full");
  const broken = (async function* () {
    yield bytes("x");
    throw new Error("no more input");
  })();
  await expect(remote.exec("cat", { stdin: broken, signal: never })).rejects.toThrow("no more input");
});

test("files go up with their facts, and come down", async () => {
  const seen: unknown[] = [];
  const { remote, client, held } = connect({
    upload: async (to, content, meta) => void seen.push([to, await textOf(content), meta]),
    download: async (path, to) => {
      await to(bytes("content of "));
      await to(bytes(path));
    },
  });
  const meta = { name: "here.sh", mode: 0o4755, sizeBytes: 5, modifiedMs: 1_700_000_000_000 };
  const steps: unknown[] = [];
  const progress = (done: number, total: number | undefined) => void steps.push([done, total]);
  await remote.upload("/r/f", from("he", "llo"), meta, { signal: never, progress });
  await remote.upload("/r/g", from("hello"), {}, { signal: never });
  const down = collect();
  await remote.download("/r/h", down.sink, { signal: never, progress });
  expect(seen).toEqual([
    ["/r/f", "hello", meta],
    ["/r/g", "hello", {}],
  ]);
  expect(down.text()).toBe("content of /r/h");
  expect(steps).toEqual([
    [2, 5],
    [5, 5],
    [11, undefined],
    [15, undefined],
  ]);
  expect(client.calls.map(([, args]) => args)).toEqual([
    { Path: "/r/f", ReaderStreamId: 1, FileInfo: { N: "here.sh", S: 5, M: 0x8001ed, T: new Date(1_700_000_000_000) } },
    { Path: "/r/g", ReaderStreamId: 2, FileInfo: null },
    { Path: "/r/h", WriterStreamId: 3 },
  ]);
  await settled();
  expect(held.open).toBe(0);
});

test("no patterns and an empty list of patterns stay different", async () => {
  const seen: unknown[] = [];
  const { remote, client } = connect({
    uploadDirectory: async (to, path, { exclude }) => void seen.push(["up", to, path, exclude]),
    downloadDirectory: async (path, to, { exclude }) => void seen.push(["down", path, to, exclude]),
  });
  await remote.uploadDirectory("/dst", "src/", { signal: never });
  await remote.downloadDirectory("/rsrc", "ldst", { exclude: [], signal: never });
  await remote.downloadDirectory("/rsrc", "ldst", { exclude: ["*.log"], signal: never });
  expect(seen).toEqual([
    ["up", "/dst", "src/", undefined],
    ["down", "/rsrc", "ldst", []],
    ["down", "/rsrc", "ldst", ["*.log"]],
  ]);
  expect(client.calls.map(([, args]) => args)).toEqual([
    { Dst: "/dst", Src: "src/", Exclude: null },
    { Dst: "ldst", Src: "/rsrc", Exclude: [] },
    { Dst: "ldst", Src: "/rsrc", Exclude: ["*.log"] },
  ]);
});

test("what cannot be done says so in its own words", async () => {
  const { remote, held } = connect({});
  const words = /is not implemented when communicator = 'none'/;
  await expect(remote.upload("/x", endless(), {}, { signal: never })).rejects.toThrow(words);
  await expect(remote.download("/x", collect().sink, { signal: never })).rejects.toThrow(words);
  await expect(remote.uploadDirectory("/x", "y", { signal: never })).rejects.toThrow(words);
  await settled();
  expect(held.open).toBe(0);
});

test("a file whose source breaks off is not taken for the whole", async () => {
  let outcome = "";
  const { remote } = connect({
    upload: async (_to, content) => {
      outcome = await textOf(content).then(() => "whole", String);
    },
  });
  const broken = (async function* () {
    yield bytes("half");
    throw new Error("cannot read the source");
  })();
  await expect(remote.upload("/x", broken, {}, { signal: never })).rejects.toThrow("cannot read the source");
  await settled();
  expect(outcome).toBe("Error: stream reset");
});

test("transfers end with the patience of their caller", async () => {
  const { remote, held } = connect({
    upload: async (_to, content) => void (await textOf(content)),
    download: async (_from, to) => {
      for (;;) await to(new Uint8Array(1000));
    },
    uploadDirectory: () => new Promise(() => undefined),
  });
  for (const transfer of [
    (signal: AbortSignal) => remote.upload("/x", endless(), {}, { signal }),
    (signal: AbortSignal) => remote.download("/x", () => new Promise(() => undefined), { signal }),
    (signal: AbortSignal) => remote.uploadDirectory("/x", "y", { signal }),
  ]) {
    const stop = new AbortController();
    const running = transfer(stop.signal);
    await settled();
    stop.abort(new Error("enough"));
    await expect(running).rejects.toThrow("enough");
  }
  await settled();
  expect(held.open).toBe(0);
});

/** A peer that answers calls as it likes. */
function hostile(answer: (args: Record<string, number>, dial: Broker["dial"]) => Promise<Wire>) {
  const { left, right } = memoryBrokers(20);
  const client: RpcClient = {
    call: async (_method, args) => answer(args as unknown as Record<string, number>, right.dial),
    close: () => undefined,
  };
  return communicatorClient(client, left);
}

test("a peer that dials nothing is an error", async () => {
  const remote = hostile(async () => null);
  await expect(remote.exec("x", { stdout: collect().sink, signal: never })).rejects.toThrow(
    "timeout waiting for accept",
  );
  await expect(remote.upload("/x", from("y"), {}, { signal: never })).rejects.toThrow("timeout waiting for accept");
  await expect(remote.download("/x", collect().sink, { signal: never })).rejects.toThrow("timeout waiting for accept");
});

test("an exit status that is none is 123, and a stream that breaks is a machine that is gone", async () => {
  for (const [status, exit] of [
    ["", { k: "exited", code: 123 }],
    ["garbage", { k: "exited", code: 123 }],
    [undefined, { k: "disconnected", reason: "stream reset" }],
  ] as const) {
    const remote = hostile(async ({ ResponseStreamId = 0 }, dial) => {
      const stream = await dial(ResponseStreamId);
      if (status === undefined) stream.close();
      else {
        await stream.write(bytes(status));
        await stream.end();
      }
      return null;
    });
    expect(await remote.exec("x", { signal: never })).toEqual(exit);
  }
});

test.each<[string, Wire, string]>([
  ["Start", { Command: 5 }, "Command must be text, and is a number"],
  ["Start", { Command: "x" }, "ResponseStreamId is missing"],
  ["Start", { Command: "x", ResponseStreamId: -1 }, "ResponseStreamId must be the number of a stream, and is -1"],
  ["Start", { Command: "x", ResponseStreamId: 99 }, "nobody accepts 99"],
  ["Start", [], "ResponseStreamId is missing"],
  ["Upload", { Path: "/x", ReaderStreamId: 7 }, "nobody accepts 7"],
  ["Upload", { Path: "/x", ReaderStreamId: 1, FileInfo: 3 }, "FileInfo must be a map, and is a number"],
  ["UploadDir", { Src: "x", Dst: "y", Exclude: "z" }, "Exclude must be a list of texts, and is text"],
])("%s(%j) is refused", async (method, args, message) => {
  const { client } = connect({});
  await expect(client.call(`Communicator.${method}`, args)).rejects.toThrow(message);
});

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) {
    await settled(1);
    yield new Uint8Array(1000);
  }
}

function untilStopped(signal: AbortSignal, note?: (why: unknown) => void): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => {
      note?.(signal.reason);
      reject(signal.reason);
    });
  });
}

async function settled(turns = 5): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
