import { afterEach, describe, expect, it, vi } from "vitest";
import { streamPair } from "../../test/stream-pair.ts";
import { encodeMsgpack } from "../msgpack/encode-msgpack.ts";
import { MsgpackReader } from "../msgpack/msgpack-reader.ts";
import type { MsgpackValue } from "../msgpack/msgpack-value.ts";
import type { ByteStream } from "../stream/byte-stream.ts";
import { callCancellable } from "./call-cancellable.ts";
import { createRpcClient } from "./create-rpc-client.ts";
import type { Method, RemoteError, Services } from "./rpc.ts";
import { serveRpc } from "./serve-rpc.ts";

const services = (methods: Record<string, Record<string, Method>>): Services => new Map(Object.entries(methods));
const bytes = (...objects: readonly MsgpackValue[]) => Buffer.concat(objects.map((object) => encodeMsgpack(object)));
/** What a promise came to, for a table: its value, or the message of its error. */
const outcome = (promise: Promise<unknown>) => promise.catch((error: unknown) => `error: ${(error as Error).message}`);

afterEach(() => void vi.useRealTimers());

/** A promise, and what settles it. */
function deferred<T>() {
  let settle: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}

/** A client and a server on the two ends of a stream. */
function connect(methods: Record<string, Record<string, Method>>) {
  const [ours, theirs] = streamPair();
  const served = outcome(serveRpc(theirs, services(methods)).then(() => "served"));
  return { client: createRpcClient(ours), served };
}

/** Reads the objects that come, so many. */
async function take(stream: ByteStream, count: number): Promise<MsgpackValue[]> {
  const reader = new MsgpackReader();
  const objects: MsgpackValue[] = [];
  while (objects.length < count) {
    const piece = await stream.read();
    if (piece === undefined) break;
    reader.push(piece);
    for (let object = reader.next(); object !== undefined; object = reader.next()) objects.push(object);
  }
  return objects;
}

describe("a client and a server", () => {
  it("answer calls in any order, each to its caller", async () => {
    const waiting: (() => void)[] = [];
    const { client, served } = connect({
      Echo: {
        Late: (args) => new Promise((resolve) => waiting.push(() => resolve(args))),
        Now: (args) => args,
      },
    });
    const late = [1, 2, 3].map((n) => client.call("Echo.Late", { n }));
    expect(await client.call("Echo.Now", "x")).toBe("x");
    for (const answer of waiting.reverse()) answer();
    expect(await Promise.all(late)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    client.close();
    expect(await served).toBe("served");
    expect(await outcome(client.call("Echo.Now", 1))).toBe("error: The client is closed");
  });

  it("say what went wrong, and go on", async () => {
    const { client } = connect({
      Ui: {
        Fail: () => {
          throw new Error("no such machine");
        },
        Silent: () => Promise.reject(new Error("")),
        Long: () => Promise.reject(new Error("x".repeat(200_000))),
        Odd: () => 2n ** 64n,
        Nothing: () => undefined as never,
      },
      "Uia.b/c.iso": { Add: (args) => args },
    });
    const calls = {
      "Ui.Fail": "error: no such machine",
      "Ui.Silent": "error: unknown error",
      "Ui.Long": `error: ${"x".repeat(100_000)}...`,
      "Ui.Odd": "error: The number 18446744073709551616 does not fit into 64 bits",
      "Ui.Nothing": null,
      "Uia.b/c.iso.Add": 5,
      "Nobody.Say": "error: rpc: can't find service Nobody.Say",
      "Ui.Say": "error: rpc: can't find method Ui.Say",
      "Ui.constructor": "error: rpc: can't find method Ui.constructor",
      Ui: "error: rpc: service/method request ill-formed: Ui",
    };
    for (const [method, expected] of Object.entries(calls))
      expect(await outcome(client.call(method, 5)), method).toBe(expected);
    const error = await client.call("Ui.Fail", null).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "RemoteError", method: "Ui.Fail" } satisfies Partial<RemoteError>);
    expect(await outcome(client.call("Ui.Fail", { a: 2n ** 64n }))).toMatch("does not fit into 64 bits");
    expect(await client.call("Uia.b/c.iso.Add", 6)).toBe(6);
  });

  it("find a service that is added while they run", async () => {
    const all = services({});
    const [ours, theirs] = streamPair();
    void serveRpc(theirs, all);
    const client = createRpcClient(ours);
    expect(await outcome(client.call("A.B", 1))).toBe("error: rpc: can't find service A.B");
    all.set("A", { B: () => 2 });
    expect(await client.call("A.B", 1)).toBe(2);
  });
});

describe("what is sent", () => {
  it("is what Go sends", async () => {
    const [ours, theirs] = streamPair();
    const client = createRpcClient(ours);
    void client.call("Builder.ConfigSpec", null);
    expect(Buffer.from((await theirs.read()) ?? []).toString("hex")).toBe(
      "82ad536572766963654d6574686f64b24275696c6465722e436f6e66696753706563a353657100c0",
    );
    const [caller, server] = streamPair();
    void serveRpc(server, services({ Ui: { Say: () => null } }));
    const message = "82ad536572766963654d6574686f64a655692e536179a353657100a26869";
    void caller.write(Buffer.from(message, "hex"));
    expect(Buffer.from((await caller.read()) ?? []).toString("hex")).toBe(
      "83ad536572766963654d6574686f64a655692e536179a353657100a54572726f72a0c0",
    );
    void caller.write(bytes({ Seq: 1, Unknown: [1], ServiceMethod: "Ui.Ask" }, null));
    expect(await take(caller, 2)).toEqual([
      { ServiceMethod: "Ui.Ask", Seq: 1, Error: "rpc: can't find method Ui.Ask" },
      {},
    ]);
  });

  it("may come as arrays, with missing members, and in single bytes", async () => {
    const [caller, server] = streamPair();
    void serveRpc(server, services({ Ui: { Say: (args) => args } }));
    void caller.write(bytes(["Ui.Say", 300], "a", { ServiceMethod: new Uint8Array(Buffer.from("Ui.Say")) }, "b"));
    expect(await take(caller, 4)).toEqual([
      { ServiceMethod: "Ui.Say", Seq: 300, Error: "" },
      "a",
      { ServiceMethod: "Ui.Say", Seq: 0, Error: "" },
      "b",
    ]);
    for (const byte of bytes({ ServiceMethod: "Ui.Say", Seq: 2n ** 63n }, ["c"])) void caller.write(Buffer.of(byte));
    expect(await take(caller, 2)).toEqual([{ ServiceMethod: "Ui.Say", Seq: 2n ** 63n, Error: "" }, ["c"]]);
  });
});

describe("a server", () => {
  it.each<[string, Uint8Array, string]>([
    ["no map", bytes(5, null), "error: The head of a message is no map"],
    ["nil", bytes(null, null), "error: The head of a message is no map"],
    ["no name", bytes({ ServiceMethod: 5 }, null), "error: ServiceMethod in the head of a message is no text"],
    ["no number", bytes({ Seq: 1.5 }, null), "error: Seq in the head of a message is no whole number from 0 on"],
    ["cut in the head", bytes({ Seq: 1 }).subarray(0, 3), "error: unexpected EOF"],
    ["cut before the body", bytes({ Seq: 1 }), "error: unexpected EOF"],
    ["no msgpack", Buffer.of(0xc1), "error: The byte c1, which begins nothing"],
    ["too long", Buffer.of(0xdb, 255, 255, 255, 255), "error: An object of more than 67108864 bytes"],
  ])("ends with an error: %s", async (_, sent, expected) => {
    const [caller, server] = streamPair();
    const served = outcome(serveRpc(server, services({})));
    caller.write(sent).catch(() => {});
    void caller.end();
    expect(await served).toBe(expected);
  });

  it("answers what it has begun when the caller has ended", async () => {
    const [caller, server] = streamPair();
    const [begun, answer] = [deferred<void>(), deferred<number>()];
    const run = () => {
      begun.settle();
      return answer.promise;
    };
    const served = serveRpc(server, services({ A: { B: run } }));
    void caller.write(bytes(["A.B", 1], null));
    void caller.end();
    await begun.promise;
    answer.settle(7);
    expect(await take(caller, 3)).toEqual([{ ServiceMethod: "A.B", Seq: 1, Error: "" }, 7]);
    await served;
  });

  it("reads no further call while a thousand are at work", async () => {
    const [caller, server] = streamPair();
    const begun: (() => void)[] = [];
    const run: Method = () => {
      const { promise, settle } = deferred<null>();
      begun.push(() => settle(null));
      return promise;
    };
    void serveRpc(server, services({ A: { B: run } }));
    for (let seq = 0; seq < 1500; seq++) void caller.write(bytes(["A.B", seq], null));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(begun).toHaveLength(1000);
    for (const end of begun) end();
    expect(await take(caller, 2000)).toHaveLength(2000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(begun).toHaveLength(1500);
  });

  it("reads no further call while those at work hold too much", async () => {
    const [caller, server] = streamPair();
    let begun = 0;
    const run: Method = () => {
      begun++;
      return new Promise(() => {});
    };
    void serveRpc(server, services({ A: { B: run } }));
    // A megabyte on the wire, and sixty in memory.
    const call = bytes(["A.B", 1], Array(999_999).fill(null));
    for (let i = 0; i < 8; i++) caller.write(call).catch(() => {});
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(begun).toBe(5);
    server.close();
  });
});

describe("a client", () => {
  it.each<[string, Uint8Array, string]>([
    ["a call that was not made", bytes(["A.B", 7], null), 'error: An answer ("A.B") to call 7, which nobody waits for'],
    ["no map", bytes("x", null), "error: The head of a message is no map"],
    ["no msgpack", Buffer.of(0xc1), "error: The byte c1, which begins nothing"],
    ["the end", Buffer.of(), "error: unexpected EOF"],
    ["half an answer", bytes(["A.B", 0]), "error: unexpected EOF"],
  ])("gives every call up: %s", async (_, answer, expected) => {
    const [ours, server] = streamPair();
    const client = createRpcClient(ours);
    const calls = [client.call("A.B", 1), client.call("A.C", 2)].map(outcome);
    await take(server, 4);
    server.write(answer).catch(() => {});
    void server.end();
    expect(await Promise.all(calls)).toEqual([expected, expected]);
    expect(await outcome(client.call("A.B", 1))).toBe(expected);
  });
});

describe("callCancellable", () => {
  /** A client of a method that waits until it is cancelled or told to end, with the calls that came. */
  function waiting() {
    const calls: string[] = [];
    const [begun, end] = [deferred<void>(), deferred<string>()];
    const { client } = connect({
      Builder: {
        Run: () => {
          calls.push("Run");
          begun.settle();
          return end.promise;
        },
        Cancel: () => {
          calls.push("Cancel");
          end.settle("ran on");
          throw new Error("cannot");
        },
      },
    });
    return { client, calls, hasBegun: begun.promise, finish: end.settle };
  }

  it("calls the other method once, and waits for the first", async () => {
    const { client, calls, hasBegun } = waiting();
    const abort = new AbortController();
    const run = outcome(callCancellable(client, "Builder.Run", null, "Builder.Cancel", abort.signal));
    await hasBegun;
    abort.abort(new Error("stop"));
    abort.abort(new Error("again"));
    expect(await run).toBe("error: stop");
    expect(calls).toEqual(["Run", "Cancel"]);
  });

  it("lets a call begin before it is cancelled, and cancels none that is over", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    for (const isSlow of [true, false]) {
      const { client, calls, hasBegun, finish } = waiting();
      const abort = new AbortController();
      const run = outcome(callCancellable(client, "Builder.Run", null, "Builder.Cancel", abort.signal));
      abort.abort(new Error("stop"));
      await hasBegun;
      vi.advanceTimersByTime(99);
      await new Promise((resolve) => setImmediate(resolve));
      expect(calls).toEqual(["Run"]);
      if (!isSlow) finish("done");
      await new Promise((resolve) => setImmediate(resolve));
      vi.advanceTimersByTime(1);
      expect(await run).toBe("error: stop");
      expect(calls).toEqual(isSlow ? ["Run", "Cancel"] : ["Run"]);
    }
  });

  it("calls nothing when it is over, or too early", async () => {
    const { client, calls, hasBegun, finish } = waiting();
    const abort = new AbortController();
    const run = callCancellable(client, "Builder.Run", null, "Builder.Cancel", abort.signal);
    await hasBegun;
    finish("done");
    expect(await run).toBe("done");
    abort.abort(new Error("stop"));
    expect(await outcome(callCancellable(client, "Builder.Run", null, "Builder.Cancel", abort.signal))).toBe(
      "error: stop",
    );
    expect(calls).toEqual(["Run"]);
  });

  it("passes on how the call failed", async () => {
    const { client } = waiting();
    const { signal } = new AbortController();
    expect(await outcome(callCancellable(client, "Builder.Cancel", null, "Builder.Cancel", signal))).toBe(
      "error: cannot",
    );
  });

  it("ends when the connection does", async () => {
    const [ours, server] = streamPair();
    const abort = new AbortController();
    const run = callCancellable(createRpcClient(ours), "A.Run", null, "A.Cancel", abort.signal);
    await take(server, 2);
    server.close();
    expect(await outcome(run)).toBe("error: The other side has closed the stream");
  });
});
