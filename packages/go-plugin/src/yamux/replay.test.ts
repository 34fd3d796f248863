// The recordings of Go programs at the level of frames: the session is one of the two, and the recording is the other.

import { afterEach, describe, expect, it, vi } from "vitest";
import { type RawPeer, rawPeer } from "../../test/raw-peer.ts";
import { noVectors, type RecordedFrame, readTranscript } from "../../test/read-transcript.ts";
import type { MuxStream } from "./mux-stream.ts";

afterEach(() => void vi.useRealTimers());

/** What counts of frames: their order on each stream, with data in one piece up to where the other side has to be waited for. */
function inOrder(frames: readonly string[]): Record<string, string[]> {
  const streams: Record<string, string[]> = {};
  for (const words of frames) {
    const [type, ...rest] = words.split(" ");
    const length = Number(rest.pop());
    const own = streams[rest.pop() ?? ""] ?? [];
    streams[words.split(" ").at(-2) ?? ""] = own;
    const last = own.at(-1)?.match(/^Data (\d+)$/);
    if (type === "Data" && last) own[own.length - 1] = `Data ${Number(last[1]) + length}`;
    else own.push([type, ...rest, length].join(" "));
  }
  return streams;
}

const wordsOf = (frames: readonly RecordedFrame[]) =>
  frames.map(({ hex }) => {
    const head = Buffer.from(hex.slice(0, 24), "hex");
    const flag = ["", "SYN", "ACK", "", "FIN", "", "", "", "RST"][head.readUInt16BE(2)];
    const type = ["Data", "WindowUpdate", "Ping", "GoAway"][head[1] ?? 0];
    return [type, flag, head.readUInt32BE(4), head.readUInt32BE(8)].filter((part) => part !== "").join(" ");
  });

const bytesOf = ({ hex }: RecordedFrame) => Buffer.from(hex, "hex");
const payloadOf = (recorded: RecordedFrame) => bytesOf(recorded).subarray(12);

describe.skipIf(noVectors)("what Go programs said", () => {
  it.each(["host", "plugin"] as const)("about an idle connection, as the %s", async (side) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
    const frames = readTranscript("keepalive-ping");
    const isOurs = ({ dir }: RecordedFrame) => dir.startsWith(side);
    const peer = rawPeer(side === "host" ? "client" : "server");
    const streams = new Map<number, MuxStream>();
    let slept = false;
    for (const recorded of frames) {
      if (!isOurs(recorded)) {
        await peer.send(bytesOf(recorded));
        for (const stream of peer.streams) streams.set(side === "host" ? 2 : 1, stream);
      } else if (recorded.type === "Data") await streams.get(recorded.stream)?.write(payloadOf(recorded));
      else if (bytesOf(recorded)[3] === 1 && recorded.stream > 0) streams.set(recorded.stream, peer.session.open());
      else if (bytesOf(recorded)[3] === 4) await streams.get(recorded.stream)?.end();
      else if (recorded.type === "Ping" && bytesOf(recorded)[3] === 1 && !slept) {
        slept = true;
        vi.advanceTimersByTime(30_000);
      }
    }
    expect(inOrder(await peer.received())).toEqual(inOrder(wordsOf(frames.filter(isOurs))));
    expect(slept).toBe(true);
    peer.session.close();
  });

  it("about an upload of 700,000 bytes: what is sent waits for the same credit", async () => {
    const frames = readTranscript("flow-control-upload-700000").filter(({ stream }) => stream === 3);
    const peer = rawPeer("server");
    await peer.send("WindowUpdate SYN 3 0");
    const stream = peer.streams[0] as MuxStream;
    await stream.write(Buffer.of(1, 0, 0, 0));
    const written = stream.write(Buffer.alloc(700_000)).then(stream.end);
    const sizes: string[][] = [await sizesOf(peer)];
    for (const recorded of frames.filter(({ dir }) => dir === "host->plugin").slice(2)) {
      await peer.send(bytesOf(recorded));
      sizes.push(await sizesOf(peer));
    }
    await written;
    // The id and the first window; then as much as each credit; with the rest the end, which Go's side sends later.
    expect(sizes).toEqual([
      ["WindowUpdate ACK 0", "Data 262144"],
      ["Data 131076"],
      ["Data 147456"],
      ["Data 159328", "WindowUpdate FIN 0"],
      [],
      [],
    ]);
  });

  const sizesOf = async (peer: RawPeer) => inOrder(await peer.received())["3"] ?? [];

  it("about an upload of 700,000 bytes: what is read is granted in the same steps", async () => {
    const frames = readTranscript("flow-control-upload-700000").filter(({ stream }) => stream === 3);
    const peer = rawPeer("client");
    peer.session.open();
    const stream = peer.session.open();
    await stream.write(Buffer.of(1, 0, 0, 0));
    const isCredit = ({ type, length }: RecordedFrame) => type === "WindowUpdate" && length > 0;
    for (const recorded of frames) {
      // Go's side uses up what it has: one byte less of credit, and this ends the session.
      if (recorded.dir === "plugin->host") await peer.send(bytesOf(recorded));
      // As far as Go had read: to the brink of the credit first, and over it in one piece.
      else if (isCredit(recorded))
        for (let done = 0; done < recorded.length; )
          done += (await stream.read(done < 131_071 ? 131_071 - done : recorded.length - done))?.length ?? 0;
    }
    expect(await stream.read()).toBeUndefined();
    await stream.end();
    const received = (await peer.received()).filter((words) => words.split(" ").includes("3"));
    expect(received).toEqual(wordsOf(frames.filter(({ dir }) => dir === "host->plugin")));
  });
});
