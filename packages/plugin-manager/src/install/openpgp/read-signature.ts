import { PgpError, readLength } from "./read-packets.ts";

/** A signature packet of version 4 (RFC 4880, 5.2.3), taken apart; nothing of it has been verified. */
export interface Signature {
  readonly type: number;
  readonly keyAlgorithm: number;
  readonly hashAlgorithm: number;
  /** What is hashed of it, behind what is signed. */
  readonly hashedPart: Buffer;
  /** The first two bytes of the hash. */
  readonly hashStart: Buffer;
  /** The numbers of the signature itself. */
  readonly numbers: Buffer;
  /** In seconds since 1970. */
  readonly created: number;
  /** Seconds from `created` on; undefined where it does not expire. */
  readonly expires: number | undefined;
  /** Seconds from the key's creation on, of signatures on keys. */
  readonly keyExpires: number | undefined;
  readonly keyFlags: number | undefined;
  /** The fingerprint, or the id, of the key that is said to have made it: upper-case hexadecimal. */
  readonly issuer: string | undefined;
  /** The signature of a subkey on its primary key, which stands inside the one on the subkey. */
  readonly embedded: Buffer | undefined;
}

const known = {
  created: 2,
  expires: 3,
  keyExpires: 9,
  issuer: 16,
  notation: 20,
  keyFlags: 27,
  embedded: 32,
  fingerprint: 33,
};
/** Subpackets that may be marked as critical without our minding them: preferences, flags of user ids, notes. */
const harmless = new Set([5, 11, 20, 21, 22, 23, 24, 25, 26, 28, 30, 31]);

/** Reads the body of a signature packet. */
export function readSignature(bytes: Uint8Array): Signature {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (body[0] !== 4) throw new PgpError(`it is a signature of version ${body[0]}, and only version 4 is known`);
  if (body.length < 10) throw new PgpError("it is cut off");
  const hashedEnd = 6 + body.readUInt16BE(4);
  if (hashedEnd + 2 > body.length) throw new PgpError("it is cut off");
  const unhashedEnd = hashedEnd + 2 + body.readUInt16BE(hashedEnd);
  if (unhashedEnd + 2 > body.length) throw new PgpError("it is cut off");
  const hashed = readSubpackets(body.subarray(6, hashedEnd), true);
  const unhashed = readSubpackets(body.subarray(hashedEnd + 2, unhashedEnd), false);
  const seconds = (type: number) => {
    const found = hashed.get(type);
    return found?.length === 4 ? found.readUInt32BE(0) : undefined;
  };
  const created = seconds(known.created);
  if (created === undefined) throw new PgpError("it does not say when it was made");
  const fingerprint = hashed.get(known.fingerprint) ?? unhashed.get(known.fingerprint);
  // Who made it is only a hint, so it may stand where nothing is signed. A back-signature is verified by itself.
  const issuer = fingerprint?.subarray(1) ?? hashed.get(known.issuer) ?? unhashed.get(known.issuer);
  return {
    type: body[1] ?? 0,
    keyAlgorithm: body[2] ?? 0,
    hashAlgorithm: body[3] ?? 0,
    hashedPart: body.subarray(0, hashedEnd),
    hashStart: body.subarray(unhashedEnd, unhashedEnd + 2),
    numbers: body.subarray(unhashedEnd + 2),
    created,
    expires: seconds(known.expires) || undefined,
    keyExpires: seconds(known.keyExpires) || undefined,
    keyFlags: hashed.get(known.keyFlags)?.[0],
    issuer: issuer?.toString("hex").toUpperCase(),
    embedded: hashed.get(known.embedded) ?? unhashed.get(known.embedded),
  };
}

function readSubpackets(data: Buffer, minds: boolean): ReadonlyMap<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; at < data.length; ) {
    const [length, used] = readLength(data, at);
    const start = at + used;
    if (length < 1 || start + length > data.length) throw new PgpError("it is cut off");
    const head = data[start] ?? 0;
    const type = head & 0x7f;
    const isKnown = Object.values(known).includes(type) || harmless.has(type);
    if (minds && (head & 0x80) !== 0 && !isKnown) throw new PgpError("it has a critical part that is not known");
    if (!found.has(type)) found.set(type, data.subarray(start + 1, start + length));
    at = start + length;
  }
  return found;
}
