import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { connect as connectTo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duplexPair } from "node:stream";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createRpcClient } from "../rpc/create-rpc-client.ts";
import { serveRpc } from "../rpc/serve-rpc.ts";
import type { ByteStream } from "../stream/byte-stream.ts";
import { openSession } from "../yamux/open-session.ts";
import { openConnection } from "./open-connection.ts";

const outcome = (promise: Promise<unknown>) =>
  promise.then(
    (value) => value,
    (error: Error) => `error: ${error.message}`,
  );
const bytes = (text: string) => new TextEncoder().encode(text);
const id = (number: number) => Uint8Array.of(number, 0, 0, 0);
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function readBytes(stream: ByteStream): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for (let piece = await stream.read(); piece !== undefined; piece = await stream.read()) pieces.push(piece);
  return Buffer.concat(pieces);
}

const readAll = async (stream: ByteStream) => (await readBytes(stream)).toString();

function connect() {
  const [ours, theirs] = duplexPair();
  return { host: openConnection(ours, "host"), plugin: openConnection(theirs, "plugin") };
}

afterEach(() => void vi.useRealTimers());

describe("a connection", () => {
  it("carries calls, and streams whose numbers are told by calls, in both directions", async () => {
    const { host, plugin } = connect();
    const served = plugin.accept(0).then((main) =>
      serveRpc(
        main,
        new Map([
          [
            "Builder",
            {
              Run: async (hostId) => {
                const back = createRpcClient(await plugin.dial(hostId as number));
                await back.call("Ui.Say", "hello");
                back.close();
                const artifact = plugin.nextId();
                void plugin.accept(artifact).then(async (stream) => {
                  await stream.write(bytes("the artifact"));
                  await stream.end();
                });
                return artifact;
              },
            },
          ],
        ]),
      ),
    );
    const said: unknown[] = [];
    const hostId = host.nextId();
    const ui = host
      .accept(hostId)
      .then((stream) => serveRpc(stream, new Map([["Ui", { Say: (text) => void said.push(text) as never }]])));
    const client = createRpcClient(await host.dial(0));
    const artifact = await client.call("Builder.Run", hostId);
    expect([hostId, artifact, said]).toEqual([1, 1, ["hello"]]);
    const stream = await host.dial(artifact as number);
    expect(await readAll(stream)).toBe("the artifact");
    await stream.end();
    client.close();
    await Promise.all([served, ui]);
    host.close();
    expect(await Promise.all([host.closed, plugin.closed])).toEqual([undefined, undefined]);
  });

  it("parks a stream that is dialled before it is accepted", async () => {
    const { host, plugin } = connect();
    const dialled = host.dial(7);
    await turn();
    const [here, there] = await Promise.all([dialled, plugin.accept(7)]);
    void here.write(bytes("x")).then(here.end);
    expect(await readAll(there)).toBe("x");
  });

  it("keeps what follows a number in the same bytes", async () => {
    const [ours, theirs] = duplexPair();
    const plugin = openConnection(theirs, "plugin");
    const stream = openSession(ours, "client", () => {}).open();
    void stream.write(Uint8Array.of(3, 0));
    void stream.write(Uint8Array.of(0, 0, 65, 66));
    void stream.end();
    expect(await readAll(await plugin.accept(3))).toBe("AB");
  });

  it("waits for no stream whose number does not come", async () => {
    const [ours, theirs] = duplexPair();
    const plugin = openConnection(theirs, "plugin");
    const session = openSession(ours, "client", () => {});
    const silent = session.open();
    const stream = session.open();
    void stream.write(id(1));
    expect(await outcome(plugin.accept(1))).toBeTypeOf("object");
    silent.close();
  });

  it("takes each number once", async () => {
    const { host, plugin } = connect();
    const accepted = plugin.accept(1);
    expect(await outcome(plugin.accept(1))).toBe("error: Stream 1 is accepted already: a number is for one stream");
    await Promise.all([accepted, host.dial(1)]);
    expect(await outcome(plugin.accept(1))).toBe("error: Stream 1 is accepted already: a number is for one stream");
    expect(await outcome(host.dial(1))).toBe("error: The other side has reset the stream");
    // Two at once, before anybody accepts.
    const both = [host.dial(2), host.dial(2)].map(outcome);
    await turn();
    await plugin.accept(2);
    expect(await both[1]).toBe("error: The other side has reset the stream");
    expect(await both[0]).toBeTypeOf("object");
  });

  it("takes no wrong answer for the right one", async () => {
    const [ours, theirs] = duplexPair();
    const host = openConnection(ours, "host");
    openSession(theirs, "server", (stream) => void stream.write(id(9)));
    expect(await outcome(host.dial(4))).toBe("error: Stream 4 was dialled, and the other side has accepted stream 9");
    const [a, b] = duplexPair();
    const other = openConnection(a, "host");
    openSession(b, "server", (stream) => void stream.end());
    expect(await outcome(other.dial(4))).toBe("error: The other side has not accepted the stream");
  });

  it("gives up after 5 s", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
    const { host, plugin } = connect();
    const results = [plugin.accept(1), plugin.accept(2, 100), host.dial(5)].map(outcome);
    await turn();
    vi.advanceTimersByTime(4999);
    await turn();
    expect(await Promise.race([results[0], results[2], "waiting"])).toBe("waiting");
    expect(await results[1]).toBe("error: timeout waiting for accept");
    vi.advanceTimersByTime(1);
    expect(await results[0]).toBe("error: timeout waiting for accept");
    expect(await results[2]).toBe("error: The other side has reset the stream");
    // A number that nobody dialled in time may be tried again.
    expect(await Promise.all([plugin.accept(1), host.dial(1)])).toHaveLength(2);
  });

  it("gives up a dial that is never answered, and closes a stream that never says its number", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
    const [ours, theirs] = duplexPair();
    const host = openConnection(ours, "host");
    const session = openSession(theirs, "server", () => {});
    const dialled = outcome(host.dial(1));
    const read = outcome(session.open().read());
    await turn();
    vi.advanceTimersByTime(5000);
    expect(await read).toBe("error: The other side has reset the stream");
    vi.advanceTimersByTime(5000);
    expect(await dialled).toBe("error: The other side has not taken the stream for 10 s");
  });

  it("refuses more than 256 streams that nobody accepts", async () => {
    const [ours, theirs] = duplexPair();
    openConnection(theirs, "plugin");
    const session = openSession(ours, "client", () => {});
    let reset = 0;
    for (let i = 0; i < 300; i++) {
      const stream = session.open();
      void stream.write(Uint8Array.of(i & 255, i >> 8, 0, 0)).catch(() => {});
      stream.read().catch(() => reset++);
    }
    await turn();
    await turn();
    expect(reset).toBe(44);
    session.close();
  });

  it("ends everything with the reason", async () => {
    const { host, plugin } = connect();
    const waiting = [host.accept(1), plugin.accept(1), plugin.dial(9)].map(outcome);
    await turn();
    host.close(new Error("stop"));
    host.close();
    expect(await host.closed).toEqual(new Error("stop"));
    expect(await plugin.closed).toEqual(new Error("unexpected EOF"));
    expect(await Promise.all(waiting)).toEqual(["error: stop", "error: unexpected EOF", "error: unexpected EOF"]);
    expect(await outcome(host.accept(2))).toBe("error: stop");
    expect(await outcome(host.dial(2))).toBe("error: stop");
  });

  it.each(["a socket file", "a port"])(
    "over %s: a million bytes each way, then the other side is gone in the middle",
    async (kind) => {
      const folder = mkdtempSync(join(tmpdir(), "ingot-connection-"));
      const server = createServer();
      await new Promise<void>((resolve) =>
        kind === "a port" ? server.listen(0, "127.0.0.1", resolve) : server.listen(join(folder, "s"), resolve),
      );
      try {
        const arrived = new Promise<Socket>((resolve) => server.once("connection", resolve));
        const address = server.address();
        const host = openConnection(
          typeof address === "string" ? connectTo(address) : connectTo(address?.port ?? 0, "127.0.0.1"),
          "host",
        );
        const socket = await arrived;
        const plugin = openConnection(socket, "plugin");
        const [here, there] = await Promise.all([host.dial(0), plugin.accept(0)]);
        const content = randomBytes(1_000_000);
        const passOn = async (from: ByteStream, to: ByteStream) => {
          const [read] = await Promise.all([readBytes(from), to.write(content).then(to.end)]);
          return read;
        };
        const [first, second] = await Promise.all([passOn(here, here), passOn(there, there)]);
        expect([first.equals(content), second.equals(content)]).toEqual([true, true]);
        const [stream] = await Promise.all([host.dial(1), plugin.accept(1)]);
        const call = outcome(createRpcClient(stream).call("Builder.Run", 1));
        await turn();
        socket.destroy();
        expect(await call).toBe("error: unexpected EOF");
        expect(await host.closed).toMatchObject({ message: "unexpected EOF" });
        expect(await outcome(host.dial(2))).toBe("error: unexpected EOF");
      } finally {
        server.close();
        rmSync(folder, { recursive: true });
      }
    },
  );
});
