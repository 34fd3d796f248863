// Logging in with an OpenSSH certificate (PROTOCOL.certkeys). The library knows keys only, so the certificate goes in as a key: with
// the certificate as its public part, and the certificate's algorithm as its type. One thing remains to be corrected in the packet that
// the library builds: the signature in it has the plain key's algorithm, not the certificate's.

import { type KeyObject, sign } from "node:crypto";
import type { Client, ParsedKey } from "ssh2";
import { packetWriter } from "./library-internals.ts";
import { packMpint, packString, unpackString } from "./wire.ts";

interface CertificateKind {
  /** The algorithm to name at the login. */
  readonly algorithm: string;
  /** The algorithm of the signature itself. */
  readonly signature: string;
  readonly hash: string | null;
}

const suffix = "-cert-v01@openssh.com";
const ecdsaHashes = { nistp256: "sha256", nistp384: "sha384", nistp521: "sha512" } as const;

/** By the kind of the certificate. An RSA signature is always made with SHA-512 (RFC 8332): SHA-1 is refused nowadays. */
const kinds: Readonly<Record<string, CertificateKind>> = {
  [`ssh-rsa${suffix}`]: { algorithm: `rsa-sha2-512${suffix}`, signature: "rsa-sha2-512", hash: "sha512" },
  [`ssh-ed25519${suffix}`]: { algorithm: `ssh-ed25519${suffix}`, signature: "ssh-ed25519", hash: null },
  ...Object.fromEntries(
    Object.entries(ecdsaHashes).map(([curve, hash]) => {
      const signature = `ecdsa-sha2-${curve}`;
      return [`${signature}${suffix}`, { algorithm: `${signature}${suffix}`, signature, hash }];
    }),
  ),
};

/**
 * The key with its certificate, as a key that the library can log in with, once `correctSignatures` has been told of the client.
 *
 * @param certificate the text of the certificate file
 * @throws where the certificate is of a kind that cannot serve, or of another key
 */
export function certifiedKey(key: ParsedKey, secret: KeyObject, certificate: string): ParsedKey {
  const [name = "", body = ""] = certificate.trim().split(/\s+/);
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (kind === undefined) throw new Error(`certificates of the kind "${name}" cannot be used`);
  const blob = Buffer.from(body, "base64");
  if (!holdsKey(blob, key.getPublicSSH())) throw new Error("its certificate was made for another key");
  const isEcdsa = kind.signature.startsWith("ecdsa");
  return Object.create(key, {
    type: { value: kind.algorithm },
    getPublicSSH: { value: () => blob },
    sign: {
      value: (data: Buffer) => {
        const made = sign(kind.hash, data, isEcdsa ? { key: secret, dsaEncoding: "ieee-p1363" } : secret);
        if (!isEcdsa) return made;
        const half = made.length / 2;
        return Buffer.concat([packMpint(made.subarray(0, half)), packMpint(made.subarray(half))]);
      },
    },
  });
}

/** The fields of the public key stand in the certificate after its nonce. */
function holdsKey(certificate: Buffer, key: Buffer): boolean {
  const nonce = unpackString(certificate, unpackString(certificate, 0).next);
  const fields = key.subarray(unpackString(key, 0).next);
  return certificate.subarray(nonce.next, nonce.next + fields.length).equals(fields);
}

/** Corrects the login packets of a client from now on. To be called when its keys are exchanged, before it logs in. */
export function correctSignatures(client: Client): void {
  const writer = packetWriter(client);
  const finalize = writer.finalize.bind(writer);
  writer.finalize = (packet) => {
    const start = writer.allocStart;
    const corrected = correctLogin(packet, start);
    if (corrected === undefined) return finalize(packet);
    const copy = writer.alloc(corrected.length);
    corrected.copy(copy, start);
    return finalize(copy);
  };
}

const userauthRequest = 50;

/** The payload of a login packet with the signature's own algorithm; undefined where nothing is to be corrected (RFC 4252, 7). */
function correctLogin(packet: Buffer, start: number): Buffer | undefined {
  if (packet[start] !== userauthRequest) return undefined;
  const user = unpackString(packet, start + 1);
  const service = unpackString(packet, user.next);
  const method = unpackString(packet, service.next);
  if (method.value.toString() !== "publickey" || packet[method.next] !== 1) return undefined;
  const algorithm = unpackString(packet, method.next + 1);
  const kind = Object.values(kinds).find((one) => one.algorithm === algorithm.value.toString());
  if (kind === undefined) return undefined;
  const key = unpackString(packet, algorithm.next);
  const signature = unpackString(packet, key.next).value;
  const made = unpackString(signature, unpackString(signature, 0).next).value;
  const corrected = packString(Buffer.concat([packString(kind.signature), packString(made)]));
  return Buffer.concat([packet.subarray(start, key.next), corrected]);
}
