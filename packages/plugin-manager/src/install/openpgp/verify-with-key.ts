import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { PgpError, readNumber } from "./read-packets.ts";
import type { Signature } from "./read-signature.ts";

/** A public key or subkey of version 4 (RFC 4880, 5.5.2). */
export interface KeyPacket {
  readonly body: Buffer;
  readonly algorithm: number;
  /** In seconds since 1970. */
  readonly created: number;
  /** Upper-case hexadecimal. */
  readonly fingerprint: string;
  readonly key: KeyObject;
  /** Bytes of a signature of it. */
  readonly size: number;
}

/** Hashes that nobody can make collide (RFC 9580, 9.5); SHA-1 is not among them. */
const hashes: Readonly<Record<number, string>> = { 8: "sha256", 9: "sha384", 10: "sha512" };
const isRsa = (algorithm: number) => algorithm === 1 || algorithm === 3;
const eddsaLegacy = 22;
const ed25519 = 27;
const ed25519Oid = Buffer.from("2b06010401da470f01", "hex");
const smallestRsa = 2048;

/** Reads the body of a key packet; undefined for kinds of keys that are not known, which may stand beside others. */
export function readKeyPacket(bytes: Uint8Array): KeyPacket | undefined {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [version, algorithm = 0] = [body[0], body[5]];
  if (version !== 4 || body.length < 8) return undefined;
  const head = { body, algorithm, created: body.readUInt32BE(1), fingerprint: fingerprintOf(body) };
  if (isRsa(algorithm)) {
    const [n, next] = readNumber(body, 6);
    const [e] = readNumber(body, next);
    if (n.length * 8 < smallestRsa) return undefined;
    const key = createPublicKey({
      key: { kty: "RSA", n: n.toString("base64url"), e: e.toString("base64url") },
      format: "jwk",
    });
    return { ...head, key, size: n.length };
  }
  const point = pointOf(body, algorithm);
  if (!point) return undefined;
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: point.toString("base64url") }, format: "jwk" });
  return { ...head, key, size: 64 };
}

function pointOf(body: Buffer, algorithm: number): Buffer | undefined {
  if (algorithm === ed25519) return body.length === 38 ? body.subarray(6) : undefined;
  if (algorithm !== eddsaLegacy) return undefined;
  const length = body[6] ?? 0;
  if (!body.subarray(7, 7 + length).equals(ed25519Oid)) return undefined;
  const [point] = readNumber(body, 7 + length);
  // 0x40 stands in front of a point in its own notation (RFC 9580, 11.2).
  return point.length === 33 && point[0] === 0x40 ? point.subarray(1) : undefined;
}

function fingerprintOf(body: Buffer): string {
  return createHash("sha1").update(hashedKey(body)).digest("hex").toUpperCase();
}

/** A key as it is hashed (RFC 4880, 5.2.4). */
export function hashedKey(body: Uint8Array): Buffer {
  const head = Buffer.from([0x99, 0, 0]);
  head.writeUInt16BE(body.length, 1);
  return Buffer.concat([head, body]);
}

/** Whether a key has made a signature on these bytes. Throws PgpError for a hash that is not to be trusted. */
export function isMadeBy(key: KeyPacket, signature: Signature, signed: readonly Uint8Array[]): boolean {
  const hash = hashes[signature.hashAlgorithm];
  if (hash === undefined) throw new PgpError("its hash is not one of SHA-256, SHA-384 and SHA-512");
  if (signature.keyAlgorithm !== key.algorithm && !(isRsa(signature.keyAlgorithm) && isRsa(key.algorithm)))
    return false;
  const trailer = Buffer.from([4, 0xff, 0, 0, 0, 0]);
  trailer.writeUInt32BE(signature.hashedPart.length, 2);
  const all = Buffer.concat([...signed, signature.hashedPart, trailer]);
  const digest = createHash(hash).update(all).digest();
  if (!digest.subarray(0, 2).equals(signature.hashStart)) return false;
  const numbers = numbersOf(signature, key);
  if (numbers === undefined) return false;
  try {
    return isRsa(key.algorithm) ? verify(hash, all, key.key, numbers) : verify(null, digest, key.key, numbers);
  } catch {
    // Numbers that are none of a key: OpenSSL refuses to calculate with them.
    return false;
  }
}

/** The numbers of a signature in the fixed size that they have for Node. */
function numbersOf({ numbers }: Signature, { algorithm, size }: KeyPacket): Buffer | undefined {
  if (algorithm === ed25519) return numbers.length === size ? numbers : undefined;
  const [first, next] = readNumber(numbers, 0);
  if (isRsa(algorithm)) return padded(first, size);
  const [second] = readNumber(numbers, next);
  const [r, s] = [padded(first, size / 2), padded(second, size / 2)];
  return r && s ? Buffer.concat([r, s]) : undefined;
}

function padded(number: Buffer, size: number): Buffer | undefined {
  return number.length > size ? undefined : Buffer.concat([Buffer.alloc(size - number.length), number]);
}
