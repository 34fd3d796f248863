// Two things that the SSH library can do and does not offer. Its version is fixed in package.json, every access is checked, and tests go
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
