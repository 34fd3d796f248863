// Peers that send anything. Each connection ends in an error or ignores it; whatever was waited for comes to an end; nothing is left unhandled
// (Vitest fails for that).

import type { Duplex } from "node:stream";
import { duplexPair } from "node:stream";
import { describe, expect, it } from "vitest";
import { relayedPair } from "../../test/relayed-pair.ts";
import { type Random, seededRandom } from "../../test/seeded-random.ts";
import { settle } from "../../test/settle.ts";
import { streamPair } from "../../test/stream-pair.ts";
import { createRpcClient } from "../rpc/create-rpc-client.ts";
import type { Services, Wire } from "../rpc/rpc.ts";
import { serveRpc } from "../rpc/serve-rpc.ts";
import type { ByteStream } from "../stream/byte-stream.ts";
import { openConnection } from "./open-connection.ts";

/** Promises that all have to come to an end, and how each has. */
function watch() {
  const results: (string | undefined)[] = [];
  return {
    add: (promise: Promise<unknown>) => {
      const index = results.push(undefined) - 1;
      const done = (value: unknown) => {
        results[index] = value instanceof Error ? value.message : "done";
      };
      promise.then(done, done);
    },
    results: () => results,
    open: () => results.filter((result) => result === undefined).length,
  };
}
type Watch = ReturnType<typeof watch>;

async function readAll(stream: ByteStream): Promise<void> {
  while ((await stream.read()) !== undefined);
}

/** What a plugin does: a builder that calls back, and sends bytes. */
function beThePlugin(socket: Duplex, { add }: Watch): void {
  const plugin = openConnection(socket, "plugin");
  add(plugin.closed);
  const run = async (hostId: Wire) => {
    const ui = createRpcClient(await plugin.dial(hostId as number));
    await Promise.all(["one", "two"].map((text) => ui.call("Ui.Say", text)));
    ui.close();
    const id = plugin.nextId();
    const send = async () => {
      const stream = await plugin.accept(id);
      await stream.write(new Uint8Array(5000));
      await stream.end();
      await readAll(stream);
    };
    add(send());
    return id;
  };
  const services: Services = new Map([["Builder", { Run: run, Prepare: (args) => ({ Warnings: null, Back: args }) }]]);
  add(plugin.accept(0).then((main) => serveRpc(main, services)));
}

/** What a host does with it. */
async function beTheHost(socket: Duplex, { add }: Watch): Promise<void> {
  const host = openConnection(socket, "host");
  add(host.closed);
  const all = async () => {
    const client = createRpcClient(await host.dial(0));
    await client.call("Builder.Prepare", { Configs: [{ a: [1, "b", new Uint8Array(20)] }] });
    const id = host.nextId();
    add(host.accept(id).then((stream) => serveRpc(stream, new Map([["Ui", { Say: () => null }]]))));
    const stream = await host.dial((await client.call("Builder.Run", id)) as number);
    await readAll(stream);
    await stream.end();
    client.close();
  };
  const work = all();
  add(work);
  await work.catch(() => {}).finally(() => host.close());
}

/** What both sides send when all goes well, in turns. */
async function record(): Promise<readonly { readonly from: 0 | 1; readonly bytes: Buffer }[]> {
  const turns: { from: 0 | 1; bytes: Buffer }[] = [];
  const tap = (from: 0 | 1, bytes: Buffer) => {
    const last = turns.at(-1);
    if (last?.from === from) last.bytes = Buffer.concat([last.bytes, bytes]);
    else turns.push({ from, bytes });
  };
  const [a, b] = relayedPair(() => 65_536, tap);
  const all = watch();
  beThePlugin(b, all);
  await beTheHost(a, all);
  await settle();
  expect(all.results()).toEqual(all.results().map(() => "done"));
  return turns;
}

/** Bytes with some changes: bits, pieces that are gone, doubled or put elsewhere, numbers that are large, an early end. */
function mutate(random: Random, bytes: Buffer): Buffer {
  let changed = Buffer.from(bytes);
  for (let left = 1 + Math.floor(random() * 3); left > 0; left--) {
    // Most of it is payload: the heads, which are few, are near where something else begins.
    const at = Math.floor(random() ** 2 * changed.length);
    const end = Math.min(changed.length, at + 1 + Math.floor(random() ** 2 * 40));
    const [before, piece, after] = [changed.subarray(0, at), changed.subarray(at, end), changed.subarray(end)];
    const way = Math.floor(random() * 7);
    if (way < 2) changed[at] = (changed[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    else if (way === 2) changed[at] = Math.floor(random() * 256);
    else if (way === 3) changed = Buffer.concat([before, after]);
    else if (way === 4) changed = Buffer.concat([before, piece, piece, after]);
    else if (way === 5) changed = Buffer.concat([before, Buffer.alloc(4, 255), after]);
    else changed = Buffer.from(before);
  }
  return changed;
}

/** Writes bytes in pieces, and ends. */
async function feed(random: Random, bytes: Buffer, write: (piece: Buffer) => unknown): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + Math.floor(random() ** 3 * 3000);
    write(bytes.subarray(at, at + size));
    at += size;
    if (random() < 0.3) await settle();
  }
}

describe("a peer that sends anything", () => {
  it.each(["host", "plugin"] as const)(
    "ends nothing but its own connection to the %s",
    async (side) => {
      const other = side === "host" ? 1 : 0;
      const turns = (await record()).filter(({ from }) => from === other).map(({ bytes }) => bytes);
      const reasons = new Map<string, number>();
      for (let seed = 0; seed < 1000; seed++) {
        const random = seededRandom(seed);
        const [socket, peer] = duplexPair();
        peer.on("error", () => {});
        peer.resume();
        const all = watch();
        if (side === "host") void beTheHost(socket, all);
        else beThePlugin(socket, all);
        // The first is as it was; the others go wrong in one turn.
        const wrong = seed === 0 ? -1 : Math.floor(random() * turns.length);
        for (const [i, bytes] of turns.entries()) {
          await settle();
          await feed(random, i === wrong ? mutate(random, bytes) : bytes, (piece) => peer.write(piece));
        }
        await settle();
        if (seed === 0)
          expect(all.results().slice(1), "as it was").toEqual(
            all
              .results()
              .slice(1)
              .map(() => "done"),
          );
        peer.end();
        await settle();
        expect(all.open(), `seed ${seed}`).toBe(0);
        const reason = all
          .results()
          .map((result) => (result as string).replace(/\d+/g, "N"))
          .join("; ");
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
      // Were they few, the mistakes would all be of one kind.
      expect(reasons.size).toBeGreaterThan(30);
    },
    120_000,
  );

  it("ends nothing but its own stream of calls", async () => {
    const calls: Buffer[] = [];
    const answers: Buffer[] = [];
    const methods: Services = new Map([["A", { Echo: (args) => args, Fail: () => Promise.reject(new Error("no")) }]]);
    const callAll = (client: ReturnType<typeof createRpcClient>) =>
      Array.from({ length: 8 }, (_, i) =>
        client.call(i % 3 === 2 ? "A.Fail" : "A.Echo", { i, list: ["a", null, 2.5, new Date(0), new Uint8Array(i)] }),
      );
    // The healthy case, recorded.
    {
      const [client, server] = streamPair();
      const tapped = (stream: ByteStream, into: Buffer[]): ByteStream => ({
        ...stream,
        write: (bytes) => {
          into.push(Buffer.from(bytes));
          return stream.write(bytes);
        },
      });
      void serveRpc(tapped(server, answers), methods);
      await Promise.allSettled(callAll(createRpcClient(tapped(client, calls))));
    }
    for (let seed = 0; seed < 1000; seed++) {
      const random = seededRandom(seed);
      const all = watch();
      const [caller, server] = streamPair();
      const [client, answerer] = streamPair();
      all.add(serveRpc(server, methods));
      for (const call of callAll(createRpcClient(client))) all.add(call);
      for (const [stream, sent] of [
        [caller, calls],
        [answerer, answers],
      ] as const) {
        const drained = readAll(stream);
        drained.catch(() => {});
        await feed(random, mutate(random, Buffer.concat(sent)), (piece) => stream.write(piece).catch(() => {}));
        await stream.end();
      }
      await settle();
      expect(all.open(), `seed ${seed}`).toBe(0);
    }
  }, 120_000);
});
