// The outer form of OpenPGP data (RFC 4880, 4 and 6.2): ASCII armour, and packets one behind the other.

/** OpenPGP data that cannot be read. The message is a phrase. */
export class PgpError extends Error {}

export interface Packet {
  readonly tag: number;
  readonly body: Uint8Array;
}

/** More packets than any key has that is meant for this. */
const mostPackets = 10_000;

/** Takes off the armour where there is one; the checksum behind it (RFC 9580, 6.1: optional) tells nothing that a signature does not. */
export function withoutArmor(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString("latin1");
  if (!text.trimStart().startsWith("-----BEGIN PGP ")) return bytes;
  const parts: Buffer[] = [];
  let part: "outside" | "headers" | "body" = "outside";
  let body: string[] = [];
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line.startsWith("-----BEGIN PGP ")) {
      part = "headers";
      body = [];
    } else if (line.startsWith("-----END PGP ") && part === "body") {
      parts.push(Buffer.from(body.join(""), "base64"));
      part = "outside";
    } else if (part === "headers" && line === "") part = "body";
    else if (part === "body" && !line.startsWith("=")) body.push(line);
  }
  if (part !== "outside" || parts.length === 0) throw new PgpError("its armour is cut off");
  return Buffer.concat(parts);
}

/** Reads packets, in the old and the new format; partial lengths are for data that is not known yet, and stand in no key or signature. */
export function readPackets(bytes: Uint8Array): readonly Packet[] {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const packets: Packet[] = [];
  for (let at = 0; at < data.length; ) {
    const head = data[at] ?? 0;
    if ((head & 0x80) === 0) throw new PgpError("it is not OpenPGP data");
    const isNew = (head & 0x40) !== 0;
    const tag = isNew ? head & 0x3f : (head >> 2) & 0x0f;
    at += 1;
    let length: number;
    if (isNew) {
      const [found, used] = readLength(data, at);
      [length, at] = [found, at + used];
    } else {
      const size = [1, 2, 4][head & 3];
      if (size === undefined || at + size > data.length) throw new PgpError("a packet has no length");
      [length, at] = [data.readUIntBE(at, size), at + size];
    }
    if (at + length > data.length) throw new PgpError("it is cut off");
    packets.push({ tag, body: data.subarray(at, at + length) });
    if (packets.length > mostPackets) throw new PgpError(`it has more than ${mostPackets} packets`);
    at += length;
  }
  return packets;
}

/** A length of the new format (RFC 4880, 4.2.2), as subpackets have it too; and how many bytes it takes. */
export function readLength(data: Buffer, at: number): readonly [length: number, used: number] {
  const first = data[at];
  if (first === undefined) throw new PgpError("it is cut off");
  if (first < 192) return [first, 1];
  if (first < 224) {
    const second = data[at + 1];
    if (second === undefined) throw new PgpError("it is cut off");
    return [((first - 192) << 8) + second + 192, 2];
  }
  if (first !== 255 || at + 5 > data.length) throw new PgpError("a packet has a partial length");
  return [data.readUInt32BE(at + 1), 5];
}

/** A number of many bits (RFC 4880, 3.2), and where the next thing begins. */
export function readNumber(data: Buffer, at: number): readonly [bytes: Buffer, next: number] {
  if (at + 2 > data.length) throw new PgpError("it is cut off");
  const end = at + 2 + ((data.readUInt16BE(at) + 7) >> 3);
  if (end > data.length) throw new PgpError("it is cut off");
  return [data.subarray(at + 2, end), end];
}
