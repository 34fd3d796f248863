// The data types of the SSH wire format (RFC 4251, 5).

export function packUint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A string: its length, then its bytes. */
export function packString(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([packUint32(bytes.length), bytes]);
}

/** A positive number as a multiple precision integer: without leading zeros, with one where the highest bit is set. */
export function packMpint(value: Uint8Array): Buffer {
  const start = value.findIndex((byte) => byte !== 0);
  const digits = start < 0 ? new Uint8Array() : value.subarray(start);
  return packString((digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits);
}

/** Splits the string at `offset` off: its bytes, and where the next field begins. */
export function unpackString(bytes: Buffer, offset: number): { readonly value: Buffer; readonly next: number } {
  const start = offset + 4;
  const end = start + bytes.readUInt32BE(offset);
  if (end > bytes.length) throw new Error("the data ends in the middle of a field");
  return { value: bytes.subarray(start, end), next: end };
}
