// Public keys as people exchange them (RFC 4880, 11.1): a primary key, what it says of itself, and its subkeys. A subkey counts when the
// primary key has signed it for signing, and it has signed the primary key in turn: else anybody could take over somebody's subkey.

import { PgpError, readPackets, withoutArmor } from "./read-packets.ts";
import { readSignature, type Signature } from "./read-signature.ts";
import { hashedKey, isMadeBy, type KeyPacket, readKeyPacket } from "./verify-with-key.ts";

/** A key that may sign. */
export interface SigningKey {
  readonly packet: KeyPacket;
  /** The fingerprint of the primary key that it belongs to. */
  readonly primary: string;
  /** Seconds since 1970; undefined where it never expires. */
  readonly expiresAt: number | undefined;
}

const tags = { signature: 2, key: 6, userId: 13, subkey: 14 };
const types = {
  certifications: [0x10, 0x11, 0x12, 0x13],
  binding: 0x18,
  back: 0x19,
  direct: 0x1f,
  keyRevoked: 0x20,
  subkeyRevoked: 0x28,
};
const maySign = 0x02;

/** The keys of a file that may sign. */
export function readKeys(bytes: Uint8Array): readonly SigningKey[] {
  const keys: SigningKey[] = [];
  for (const group of keyGroups(bytes)) keys.push(...signingKeys(group));
  return keys;
}

interface Part {
  readonly tag: number;
  readonly body: Uint8Array;
  readonly signatures: Signature[];
}

/** The parts of each primary key with the signatures that stand behind them. */
function keyGroups(bytes: Uint8Array): readonly (readonly Part[])[] {
  const groups: Part[][] = [];
  for (const { tag, body } of readPackets(withoutArmor(bytes))) {
    if (tag === tags.key) groups.push([{ tag, body, signatures: [] }]);
    else if (tag !== tags.signature) groups.at(-1)?.push({ tag, body, signatures: [] });
    else {
      try {
        groups.at(-1)?.at(-1)?.signatures.push(readSignature(body));
      } catch (error) {
        // One of another kind may be beside those that matter.
        if (!(error instanceof PgpError)) throw error;
      }
    }
  }
  return groups;
}

function signingKeys([first, ...others]: readonly Part[]): readonly SigningKey[] {
  const primary = first && readKeyPacket(first.body);
  if (!primary) return [];
  const by = (signature: Signature, ...signed: readonly Uint8Array[]) => holds(primary, signature, signed);
  const own = hashedKey(primary.body);
  if (first.signatures.some((one) => one.type === types.keyRevoked && by(one, own))) return [];
  const certifications = others.flatMap(({ tag, body, signatures }) =>
    tag === tags.userId
      ? signatures.filter((one) => types.certifications.includes(one.type) && by(one, own, hashedUserId(body)))
      : [],
  );
  const direct = first.signatures.filter((one) => one.type === types.direct && by(one, own));
  const [self] = [...certifications, ...direct].sort((a, b) => b.created - a.created);
  // A key that says nothing of itself is no key of anybody.
  if (!self) return [];
  const expiresAt = self.keyExpires === undefined ? undefined : primary.created + self.keyExpires;
  const keys: SigningKey[] = [];
  if (self.keyFlags === undefined || self.keyFlags & maySign)
    keys.push({ packet: primary, primary: primary.fingerprint, expiresAt });
  for (const { tag, body, signatures } of others) {
    const packet = tag === tags.subkey ? readKeyPacket(body) : undefined;
    if (!packet) continue;
    const both = [own, hashedKey(packet.body)];
    if (signatures.some((one) => one.type === types.subkeyRevoked && by(one, ...both))) continue;
    const [binding] = signatures
      .filter((one) => one.type === types.binding && by(one, ...both))
      .sort((a, b) => b.created - a.created);
    if (!binding || !((binding.keyFlags ?? 0) & maySign) || !hasSignedBack(packet, binding, both)) continue;
    const end = binding.keyExpires === undefined ? undefined : packet.created + binding.keyExpires;
    const ends = [expiresAt, end].filter((one) => one !== undefined);
    keys.push({ packet, primary: primary.fingerprint, expiresAt: ends.length > 0 ? Math.min(...ends) : undefined });
  }
  return keys;
}

function hasSignedBack(subkey: KeyPacket, { embedded }: Signature, signed: readonly Uint8Array[]): boolean {
  if (!embedded) return false;
  try {
    const back = readSignature(embedded);
    return back.type === types.back && isMadeBy(subkey, back, signed);
  } catch (error) {
    if (error instanceof PgpError) return false;
    throw error;
  }
}

function holds(key: KeyPacket, signature: Signature, signed: readonly Uint8Array[]): boolean {
  try {
    return isMadeBy(key, signature, signed);
  } catch (error) {
    if (error instanceof PgpError) return false;
    throw error;
  }
}

/** A user id as it is hashed (RFC 4880, 5.2.4). */
function hashedUserId(body: Uint8Array): Buffer {
  const head = Buffer.from([0xb4, 0, 0, 0, 0]);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}
