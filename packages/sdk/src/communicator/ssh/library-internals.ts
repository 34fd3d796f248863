// Three things that the SSH library can do and does not offer. Its version is fixed in package.json, every access is checked, and tests go
// this way with real servers.

import type { Client, ClientChannel } from "ssh2";

export interface PacketWriter {
  alloc: (size: number) => Buffer;
  finalize: (packet: Buffer) => Buffer;
  readonly allocStart: number;
}

interface Protocol {
  readonly _packetRW?: { readonly write?: unknown };
  readonly signal?: unknown;
  readonly session?: unknown;
  readonly exec?: unknown;
}

function protocolOf(client: Client): Protocol | undefined {
  return (client as { readonly _protocol?: Protocol })._protocol;
}

/** The part that builds packets. Throws where the library is another. */
export function packetWriter(client: Client): PacketWriter {
  const writer = protocolOf(client)?._packetRW?.write;
  const isKnown =
    typeof writer === "object" &&
    writer !== null &&
    "alloc" in writer &&
    "finalize" in writer &&
    "allocStart" in writer;
  if (!isKnown) throw new Error("Certificates cannot be used with this version of the SSH library");
  return writer as PacketWriter;
}

/** Sends a signal to a command (RFC 4254, 6.9). The library's own way refuses when the command's input has ended, as it mostly has. */
export function sendSignal(client: Client, channel: ClientChannel, name: string): void {
  const protocol = protocolOf(client);
  const { outgoing } = channel;
  const isKnown = typeof outgoing === "object" && outgoing !== null && "id" in outgoing && "state" in outgoing;
  if (!isKnown || typeof protocol?.signal !== "function") channel.signal(name);
  else if (outgoing.state === "open" || outgoing.state === "eof") protocol.signal(outgoing.id, name);
}

/** What the library itself announces of a channel: how many bytes it takes ahead, and in one packet. */
const [windowBytes, packetBytes] = [2 * 1024 * 1024, 32 * 1024];

/** A channel on which a command can be started, once. */
export interface SessionChannel {
  readonly channel: ClientChannel;
  /** Whether the machine has not closed it meanwhile. */
  readonly isOpen: () => boolean;
  /** Resolves when the machine runs the command; rejects when it does not. */
  readonly exec: (command: string) => Promise<void>;
}

/**
 * Opens a channel apart from the command that it is for: the library opens it only then, and a far machine's answer takes as long as a short
 * command. Undefined where the library is another, and where the server is not OpenSSH's: Dropbear loses a connection over a channel that is
 * opened while a command ends.
 */
export function openSession(client: Client): Promise<SessionChannel> | undefined {
  const protocol = protocolOf(client);
  const manager = (client as { readonly _chanMgr?: { readonly add?: unknown } })._chanMgr;
  const { session, exec } = protocol ?? {};
  const add = manager?.add;
  const server = (client as { readonly _remoteVer?: unknown })._remoteVer;
  if (typeof server !== "string" || !server.startsWith("OpenSSH_")) return undefined;
  if (typeof session !== "function" || typeof exec !== "function" || typeof add !== "function") return undefined;
  return new Promise((resolve, reject) => {
    const opened = (error: Error | undefined, channel: ClientChannel & OpenChannel) => {
      if (error) return reject(error);
      channel.subtype = "exec";
      const run = (command: string) =>
        new Promise<void>((done, refuse) => {
          channel.once("close", () => refuse(new Error("The channel was closed")));
          channel._callbacks.push((isRefused) =>
            isRefused ? refuse(isRefused === true ? new Error("Unable to exec") : isRefused) : done(),
          );
          exec.call(protocol, channel.outgoing.id, command, true);
        });
      const isOpen = () => channel.outgoing.state === "open" && channel.incoming.state === "open";
      resolve({ channel, isOpen, exec: run });
    };
    const id: unknown = add.call(manager, Object.assign(opened, { type: "session" }));
    if (typeof id !== "number" || id < 0) return reject(new Error("No free channels available"));
    session.call(protocol, id, windowBytes, packetBytes);
  });
}

interface OpenChannel {
  readonly _callbacks: ((isRefused: boolean | Error) => void)[];
  readonly incoming: { readonly state: string };
  readonly outgoing: { readonly id: number; readonly state: string };
  subtype?: string;
}
