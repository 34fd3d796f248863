import { type Duplex, duplexPair } from "node:stream";
import { Flag, FrameType, headBytes } from "../src/yamux/frame.ts";
import { FrameReader } from "../src/yamux/frame-reader.ts";
import type { MuxStream } from "../src/yamux/mux-stream.ts";
import { openSession, type Session } from "../src/yamux/open-session.ts";
import { settle } from "./settle.ts";

const types = ["Data", "WindowUpdate", "Ping", "GoAway"];

/** A frame in words: "Data SYN|FIN 1 5". The payload of a data frame is given beside it, or is so many zeros. */
export function frame(words: string, payload?: Uint8Array): Buffer {
  const [type = "", ...rest] = words.split(" ");
  const flags = rest.length === 3 ? rest.shift() : "";
  const [stream, length] = rest.map(Number);
  const head = Buffer.alloc(headBytes);
  head[1] = types.indexOf(type);
  for (const flag of flags?.split("|") ?? [])
    if (flag !== "") head[3] = (head[3] ?? 0) | Flag[flag.toLowerCase() as keyof typeof Flag];
  head.writeUInt32BE(stream ?? 0, 4);
  head.writeUInt32BE(length ?? 0, 8);
  if (head[1] !== FrameType.data) return head;
  return Buffer.concat([head, payload ?? Buffer.alloc(length ?? 0)]);
}

/** The other end of a session, which speaks in frames, and does nothing by itself. */
export interface RawPeer {
  readonly session: Session;
  readonly socket: Duplex;
  /** Streams that the peer opened, as the session has given them. */
  readonly streams: MuxStream[];
  /** Sends frames or bytes, and waits until the session has answered what it answers at once. */
  readonly send: (...frames: readonly (string | Uint8Array)[]) => Promise<void>;
  /** The frames that came since the last time, in words. */
  readonly received: () => Promise<readonly string[]>;
  /** The payloads that came on a stream, ever. */
  readonly dataOf: (stream: number) => Buffer;
}

/** A session of this role, and a peer that speaks in frames. */
export function rawPeer(role: "client" | "server"): RawPeer {
  const [ours, socket] = duplexPair();
  const streams: MuxStream[] = [];
  const session = openSession(ours, role, (stream) => void streams.push(stream));
  let words: string[] = [];
  const payloads = new Map<number, Buffer[]>();
  let current: Buffer[] = [];
  const reader = new FrameReader({
    head: ({ type, flags, stream, length }) => {
      const set = Object.entries(Flag).filter(([, bit]) => flags & bit);
      words.push(
        [types[type], set.map(([name]) => name.toUpperCase()).join("|"), stream, length]
          .filter((part) => part !== "")
          .join(" "),
      );
      current = payloads.get(stream) ?? [];
      payloads.set(stream, current);
    },
    payload: (piece) => void current.push(Buffer.from(piece)),
  });
  socket.on("data", (bytes: Buffer) => reader.push(bytes));
  socket.on("error", () => {});
  return {
    session,
    socket,
    streams,
    send: async (...frames) => {
      for (const item of frames) socket.write(typeof item === "string" ? frame(item) : item);
      await settle();
    },
    received: async () => {
      await settle();
      const taken = words;
      words = [];
      return taken;
    },
    dataOf: (stream) => Buffer.concat(payloads.get(stream) ?? []),
  };
}
