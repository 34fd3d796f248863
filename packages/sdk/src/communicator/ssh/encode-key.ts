// Private keys in the forms that SSH libraries read: PKCS#8, which many tools write, is not among those of ours.

import { createPrivateKey, type KeyObject, randomBytes } from "node:crypto";
import { packString, packUint32 } from "./wire.ts";

/** A private key in a form that SSH libraries read: PKCS#1 for rsa, SEC1 for ecdsa, OpenSSH's own for ed25519. */
export function encodeForSsh(key: KeyObject): string {
  if (key.asymmetricKeyType === "rsa") return key.export({ type: "pkcs1", format: "pem" }).toString();
  if (key.asymmetricKeyType === "ec") return key.export({ type: "sec1", format: "pem" }).toString();
  if (key.asymmetricKeyType === "ed25519") return encodeEd25519(key);
  throw new Error(`keys of the kind "${key.asymmetricKeyType}" cannot be used with SSH`);
}

/** The text of a private key as SSH libraries read it; PKCS#8 is converted, every other form is left as it is. */
export function fromPkcs8(text: string): string {
  return /-----BEGIN PRIVATE KEY-----/.test(text) ? encodeForSsh(createPrivateKey(text)) : text;
}

/** The container of OpenSSH's PROTOCOL.key, without a passphrase and with an empty comment. */
function encodeEd25519(key: KeyObject): string {
  const { x = "", d = "" } = key.export({ format: "jwk" });
  const [publicPart, seed] = [Buffer.from(x, "base64url"), Buffer.from(d, "base64url")];
  const kind = packString("ssh-ed25519");
  const check = randomBytes(4); // twice the same: it tells a reader that the key was decrypted
  const secret = Buffer.concat([
    check,
    check,
    kind,
    packString(publicPart),
    packString(Buffer.concat([seed, publicPart])),
    packString(""),
  ]);
  // Filled with 1, 2, 3, ... up to the block size, which is 8 without a cipher.
  const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, i) => i + 1));
  const body = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    packString("none"),
    packString("none"),
    packString(""),
    packUint32(1),
    packString(Buffer.concat([kind, packString(publicPart)])),
    packString(Buffer.concat([secret, padding])),
  ]);
  const lines = body.toString("base64").match(/.{1,70}/g) ?? [];
  return ["-----BEGIN OPENSSH PRIVATE KEY-----", ...lines, "-----END OPENSSH PRIVATE KEY-----", ""].join("\n");
}
