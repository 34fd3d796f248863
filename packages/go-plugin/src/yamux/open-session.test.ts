import { afterEach, describe, expect, it, vi } from "vitest";
import { frame, rawPeer } from "../../test/raw-peer.ts";
import { settle } from "../../test/settle.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (piece: Uint8Array | undefined) => (piece === undefined ? undefined : Buffer.from(piece).toString());
const outcome = (promise: Promise<unknown>) =>
  promise.then(
    (value) => value,
    (error: Error) => `error: ${error.message}`,
  );

afterEach(() => void vi.useRealTimers());

describe("a stream", () => {
  it("is opened, written, ended, and forgotten when both have ended", async () => {
    const peer = rawPeer("client");
    const stream = peer.session.open();
    await stream.write(bytes("hello"));
    await stream.end();
    expect(await peer.received()).toEqual(["WindowUpdate SYN 1 0", "Data 1 5", "WindowUpdate FIN 1 0"]);
    expect(text(peer.dataOf(1))).toBe("hello");
    await peer.send("WindowUpdate ACK 1 0", frame("Data 1 2", bytes("yo")), "WindowUpdate FIN 1 0");
    expect(text((await stream.read()) as Uint8Array)).toBe("yo");
    expect(await stream.read()).toBeUndefined();
    expect(await outcome(stream.write(bytes("x")))).toBe(
      "error: The stream has ended: nothing more can be written to it",
    );
    stream.close();
    expect(await peer.received()).toEqual([]);
    peer.session.open();
    expect(await peer.received()).toEqual(["WindowUpdate SYN 3 0"]);
  });

  it("is accepted at once, on either type of frame", async () => {
    const peer = rawPeer("server");
    await peer.send("WindowUpdate SYN 1 0", frame("Data SYN|FIN 3 2", bytes("ab")));
    expect(await peer.received()).toEqual(["WindowUpdate ACK 1 0", "WindowUpdate ACK 3 0"]);
    const [, second] = peer.streams;
    expect(text((await second?.read()) as Uint8Array)).toBe("ab");
    expect(await second?.read()).toBeUndefined();
    const own = peer.session.open();
    await peer.send(frame("Data ACK 2 1", bytes("c")), frame("Data FIN 2 1", bytes("d")));
    await settle();
    expect(text((await own.read()) as Uint8Array)).toBe("c");
    expect(text((await own.read()) as Uint8Array)).toBe("d");
    expect(await own.read()).toBeUndefined();
  });

  it("is read in the pieces that are asked for", async () => {
    const peer = rawPeer("server");
    await peer.send("WindowUpdate SYN 1 0", frame("Data 1 5", bytes("abcde")));
    const stream = peer.streams[0];
    expect([text(await stream?.read(2)), text(await stream?.read())]).toEqual(["ab", "cde"]);
    const waiting = stream?.read();
    expect(await outcome(stream?.read() as Promise<unknown>)).toBe("error: The stream is read by somebody else");
    await peer.send(frame("Data 1 1", bytes("f")));
    expect(text(await waiting)).toBe("f");
  });

  it("is reset by either side", async () => {
    const peer = rawPeer("server");
    await peer.send("WindowUpdate SYN 1 0", frame("Data 1 5", bytes("abcde")), "WindowUpdate SYN 3 0");
    const [first, second] = peer.streams;
    await peer.received();
    first?.close();
    first?.close();
    const read = outcome(second?.read() as Promise<unknown>);
    expect(await peer.received()).toEqual(["WindowUpdate RST 1 0"]);
    expect(await outcome(first?.read() as Promise<unknown>)).toBe("error: The stream is closed");
    expect(await outcome(first?.write(bytes("x")) as Promise<unknown>)).toBe("error: The stream is closed");
    expect(await outcome(first?.end() as Promise<unknown>)).toBe("error: The stream is closed");
    // What was under way is not taken for an error.
    await peer.send(frame("Data 1 3", bytes("fgh")), "WindowUpdate 1 100", "WindowUpdate FIN 1 0");
    await peer.send("Data RST 3 4");
    expect(await read).toBe("error: The other side has reset the stream");
    expect(await peer.received()).toEqual([]);
  });

  it("waits for credit, and uses it up", async () => {
    const peer = rawPeer("client");
    const stream = peer.session.open();
    let isWritten = false;
    const written = stream.write(Buffer.alloc(300_000)).then(() => {
      isWritten = true;
    });
    void stream.end();
    const sent = await peer.received();
    expect(sent).toEqual(["WindowUpdate SYN 1 0", ...Array(4).fill("Data 1 65536")]);
    await peer.send("WindowUpdate ACK 1 0", "WindowUpdate 1 10");
    expect([await peer.received(), isWritten]).toEqual([["Data 1 10"], false]);
    await peer.send("WindowUpdate 1 200000");
    await written;
    expect(await peer.received()).toEqual(["Data 1 37846", "WindowUpdate FIN 1 0"]);
  });

  it("grants only what was read, when half of the window is used", async () => {
    const peer = rawPeer("server");
    await peer.send("WindowUpdate SYN 1 0", "Data 1 131071");
    await peer.received();
    const stream = peer.streams[0];
    const readSome = async (count: number) => {
      for (let left = count; left > 0; ) left -= (await stream?.read(left))?.length ?? left;
    };
    await readSome(131_071);
    expect(await peer.received()).toEqual([]);
    await peer.send("Data 1 131073");
    await readSome(1);
    expect(await peer.received()).toEqual(["WindowUpdate 1 131072"]);
    await readSome(131_072);
    expect(await peer.received()).toEqual(["WindowUpdate 1 131072"]);
  });

  it("does not hold others up: a small message goes between the frames of a large one", async () => {
    const peer = rawPeer("client");
    const [large, small] = [peer.session.open(), peer.session.open()];
    void large.write(Buffer.alloc(200_000));
    void small.write(bytes("hi"));
    const frames = (await peer.received()).filter((words) => words.startsWith("Data"));
    expect(frames).toEqual(["Data 1 65536", "Data 3 2", "Data 1 65536", "Data 1 65536", "Data 1 3392"]);
  });
});

describe("a session", () => {
  it("answers pings, with their number", async () => {
    const peer = rawPeer("server");
    await peer.send("Ping SYN 0 0", "Ping SYN 0 4000000000", "Ping ACK 0 9");
    expect(await peer.received()).toEqual(["Ping ACK 0 0", "Ping ACK 0 4000000000"]);
  });

  it("pings every 30 s, and gives up after 10 s without an answer", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
    const peer = rawPeer("client");
    const read = outcome(peer.session.open().read());
    await peer.send("WindowUpdate ACK 1 0");
    await peer.received();
    vi.advanceTimersByTime(30_000);
    expect(await peer.received()).toEqual(["Ping SYN 0 0"]);
    await peer.send("Ping ACK 0 0");
    vi.advanceTimersByTime(30_000);
    expect(await peer.received()).toEqual(["Ping SYN 0 1"]);
    // The answer to an earlier one is none.
    await peer.send("Ping ACK 0 0");
    vi.advanceTimersByTime(10_000);
    expect(await peer.session.closed).toEqual(new Error("The other side has not answered a ping for 10 s"));
    expect(await read).toBe("error: The other side has not answered a ping for 10 s");
  });

  it("gives up when a stream is not accepted for 75 s", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const peer = rawPeer("client");
    peer.session.open();
    peer.session.open();
    await peer.send("WindowUpdate ACK 1 0");
    vi.advanceTimersByTime(75_000);
    expect(await peer.session.closed).toEqual(new Error("The other side has not accepted a stream for 75 s"));
  });

  it("resets a stream whose other half stays open for 5 minutes, unless somebody reads it", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const peer = rawPeer("server");
    await peer.send("WindowUpdate SYN 1 0", "WindowUpdate SYN 3 0", "WindowUpdate SYN 5 0", "WindowUpdate FIN 5 0");
    const [first, second, third] = peer.streams;
    await Promise.all([first?.end(), second?.end(), third?.end()]);
    const read = outcome(second?.read() as Promise<unknown>);
    await peer.received();
    vi.advanceTimersByTime(5 * 60_000);
    expect(await peer.received()).toEqual(["WindowUpdate RST 1 0"]);
    expect(await outcome(first?.read() as Promise<unknown>)).toBe(
      "error: The other side has not ended the stream for 5 minutes",
    );
    await peer.send(frame("Data 3 1", bytes("x")));
    expect(text((await read) as Uint8Array)).toBe("x");
    vi.advanceTimersByTime(5 * 60_000);
    expect(await peer.received()).toEqual(["WindowUpdate RST 3 0"]);
  });

  it("resets streams that come while 256 are not used", async () => {
    const peer = rawPeer("server");
    for (let i = 0; i < 258; i++) peer.socket.write(frame(`WindowUpdate SYN ${2 * i + 1} 0`));
    await settle();
    expect(peer.streams).toHaveLength(256);
    expect((await peer.received()).slice(-2)).toEqual(["WindowUpdate RST 513 0", "WindowUpdate RST 515 0"]);
    await peer.streams[0]?.end();
    await peer.send("WindowUpdate SYN 517 0", "WindowUpdate SYN 519 0");
    expect(await peer.received()).toEqual(["WindowUpdate FIN 1 0", "WindowUpdate ACK 517 0", "WindowUpdate RST 519 0"]);
  });

  it("opens no more when the other side takes no more", async () => {
    const peer = rawPeer("client");
    const stream = peer.session.open();
    await peer.send("GoAway 0 0");
    expect(() => peer.session.open()).toThrow("The other side takes no more streams");
    await stream.write(bytes("still"));
    expect(await peer.received()).toEqual(["WindowUpdate SYN 1 0", "Data 1 5"]);
  });

  it.each<[string, readonly (string | Uint8Array)[], string]>([
    ["a version", [Buffer.from("010000000000000100000000", "hex")], "yamux: version 1 of the protocol instead of 0"],
    ["a type", [Buffer.from("000400000000000100000000", "hex")], "yamux: a frame of the unknown type 4"],
    ["stream 0", ["Data 0 1"], "yamux: a frame of stream 0, which is none"],
    ["an unknown stream", ["Data 3 1"], "yamux: a frame of stream 3, which was not opened"],
    ["an unknown stream of ours", ["WindowUpdate 2 1"], "yamux: a frame of stream 2, which was not opened"],
    ["our number", ["WindowUpdate SYN 2 0"], "yamux: stream 2 was opened, whose number is not the other side's"],
    ["twice", ["WindowUpdate SYN 1 0", "Data SYN 1 0"], "yamux: stream 1 was opened twice"],
    [
      "too much",
      ["WindowUpdate SYN 1 0", "Data 1 262145"],
      "yamux: 262145 bytes on stream 1, where 262144 were allowed",
    ],
    [
      "too much in the end",
      ["WindowUpdate SYN 1 0", "Data 1 262144", "Data 1 1"],
      "yamux: 1 bytes on stream 1, where 0 were allowed",
    ],
    [
      "4 GB",
      ["WindowUpdate SYN 1 0", frame("Data 1 4294967295", bytes(""))],
      "yamux: 4294967295 bytes on stream 1, where 262144 were allowed",
    ],
    [
      "too much for nobody",
      ["WindowUpdate SYN|RST 1 0", frame("Data 1 262145", bytes(""))],
      "yamux: 262145 bytes on stream 1, which is over",
    ],
    ["data after the end", ["WindowUpdate SYN|FIN 1 0", "Data 1 1"], "yamux: data on stream 1 after its end"],
    ["too much credit", ["WindowUpdate SYN 1 4294967295"], "yamux: a window of more than 32 bits on stream 1"],
  ])("ends when the other side errs: %s", async (_, frames, message) => {
    const peer = rawPeer("server");
    await peer.send(...frames);
    expect((await peer.received()).at(-1)).toBe("GoAway 0 1");
    expect((await peer.session.closed)?.message).toBe(message);
    expect(() => peer.session.open()).toThrow(message);
  });

  it.each([
    ["GoAway 0 1", "yamux: the other side reports an error in the protocol"],
    ["GoAway 0 2", "yamux: the other side reports an error of its own"],
  ])("ends with what the other side says: %s", async (words, message) => {
    const peer = rawPeer("client");
    const read = outcome(peer.session.open().read());
    await peer.send(words);
    expect([(await peer.session.closed)?.message, await read]).toEqual([message, `error: ${message}`]);
  });

  it("ends with the connection, and gives what has come", async () => {
    const peer = rawPeer("server");
    await peer.send(frame("Data SYN 1 1", bytes("a")), frame("Data SYN|FIN 3 1", bytes("b")), "WindowUpdate SYN 5 0");
    const [cut, whole, idle] = peer.streams;
    const waiting = outcome(idle?.read() as Promise<unknown>);
    peer.socket.end();
    expect(await peer.session.closed).toEqual(new Error("unexpected EOF"));
    expect(await waiting).toBe("error: unexpected EOF");
    expect(text(await cut?.read())).toBe("a");
    expect(await outcome(cut?.read() as Promise<unknown>)).toBe("error: unexpected EOF");
    expect([text(await whole?.read()), await whole?.read()]).toEqual(["b", undefined]);
    expect(await outcome(whole?.write(bytes("x")) as Promise<unknown>)).toBe("error: unexpected EOF");
  });

  it("ends without an error where nothing was going on", async () => {
    const quiet = rawPeer("server");
    await quiet.send("WindowUpdate SYN|FIN 1 0");
    await quiet.streams[0]?.end();
    quiet.socket.end();
    expect(await quiet.session.closed).toBeUndefined();
    const cut = rawPeer("server");
    await cut.send(Buffer.alloc(5));
    cut.socket.end();
    expect(await cut.session.closed).toEqual(new Error("unexpected EOF"));
  });

  it("closes the connection after what was written", async () => {
    const peer = rawPeer("client");
    const stream = peer.session.open();
    await stream.write(bytes("last words"));
    const ended = new Promise((resolve) => peer.socket.once("end", resolve));
    peer.session.close();
    await ended;
    expect(text(peer.dataOf(1))).toBe("last words");
    expect(await outcome(stream.read())).toBe("error: The connection is closed");
    expect(await peer.session.closed).toBeUndefined();
    expect(() => peer.session.open()).toThrow("The connection is closed");
  });

  it("does not hold the answers to one that asks and does not read", async () => {
    const pings = Buffer.concat(Array.from({ length: 6000 }, () => frame("Ping SYN 0 1")));
    const reading = rawPeer("server");
    for (let i = 0; i < 5; i++) await reading.send(pings);
    expect(await reading.received()).toHaveLength(30_000);
    const deaf = rawPeer("server");
    deaf.socket.pause();
    for (let i = 0; i < 5; i++) await deaf.send(pings);
    expect(await deaf.session.closed).toEqual(new Error("The other side does not take the answers to its frames"));
  });
});
