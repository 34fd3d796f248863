// The frames of yamux (plugin-protocol 3.1). Only data frames have a payload; the numbers of a head are big-endian.

export const headBytes = 12;
/** What may be sent on a stream before the other side has read some of it, in each direction (plugin-protocol 3.3). */
export const windowBytes = 262_144;

export const FrameType = { data: 0, windowUpdate: 1, ping: 2, goAway: 3 } as const;
export const Flag = { syn: 1, ack: 2, fin: 4, rst: 8 } as const;
/** Why a session ends, in a goAway frame. */
export const GoAway = { normal: 0, protocolError: 1, internalError: 2 } as const;

export interface FrameHead {
  readonly type: number;
  /** Some of `Flag`. */
  readonly flags: number;
  /** The number of the stream; 0 in frames of the session. */
  readonly stream: number;
  /** The payload's bytes, the credit that is given, the number of a ping, or the reason of a goAway. */
  readonly length: number;
}

/** The other side does not keep to the protocol: the session cannot go on. */
export class ProtocolError extends Error {
  constructor(message: string) {
    super(`yamux: ${message}`);
    this.name = "ProtocolError";
  }
}

export function encodeHead(type: number, flags: number, stream: number, length: number): Buffer {
  const head = Buffer.allocUnsafe(headBytes);
  writeHead(head, type, flags, stream, length);
  return head;
}

/** Writes a head at the beginning of bytes that have room for it. */
export function writeHead(bytes: Buffer, type: number, flags: number, stream: number, length: number): void {
  bytes[0] = 0;
  bytes[1] = type;
  bytes.writeUInt16BE(flags, 2);
  bytes.writeUInt32BE(stream, 4);
  bytes.writeUInt32BE(length, 8);
}

/** @throws ProtocolError for a version or a type that there is not */
export function decodeHead(bytes: Buffer, at: number): FrameHead {
  const [version, type] = [bytes[at] as number, bytes[at + 1] as number];
  if (version !== 0) throw new ProtocolError(`version ${version} of the protocol instead of 0`);
  if (type > FrameType.goAway) throw new ProtocolError(`a frame of the unknown type ${type}`);
  return {
    type,
    flags: bytes.readUInt16BE(at + 2),
    stream: bytes.readUInt32BE(at + 4),
    length: bytes.readUInt32BE(at + 8),
  };
}
