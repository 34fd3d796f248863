import { createPrivateKey } from "node:crypto";

// Whether a private key or a certificate can serve, said at `validate`, long before a machine is there to log in at.

/** What is wrong with the text of a private key file; undefined where nothing is. */
export function inspectPrivateKey(text: string): string | undefined {
  const [, label] = /-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----/.exec(text) ?? [];
  if (label === undefined) return "there is no private key in it";
  if (label === "ENCRYPTED PRIVATE KEY" || /^Proc-Type: *4,ENCRYPTED/m.test(text)) return protectedKey;
  if (label === "OPENSSH PRIVATE KEY") return inspectOpenSshKey(text);
  try {
    createPrivateKey(text);
    return undefined;
  } catch {
    return "its private key cannot be read";
  }
}

const protectedKey = "its key has a passphrase, and keys with a passphrase are not supported";

/** The container of OpenSSH's PROTOCOL.key: a magic, then the cipher's name. */
function inspectOpenSshKey(text: string): string | undefined {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]*?)-----END OPENSSH PRIVATE KEY-----/.exec(text)?.[1] ?? "";
  const bytes = Buffer.from(body, "base64");
  const magic = "openssh-key-v1\0";
  const reader = makeReader(bytes, magic.length);
  const cipher = bytes.toString("latin1", 0, magic.length) === magic ? reader.text() : undefined;
  if (cipher === undefined) return "its private key cannot be read";
  return cipher === "none" ? undefined : protectedKey;
}

/** How many fields of the public key stand between the nonce and the serial number, by the kind of certificate (PROTOCOL.certkeys). */
const keyFields: Readonly<Record<string, number>> = {
  "ssh-rsa-cert-v01@openssh.com": 2,
  "ssh-dss-cert-v01@openssh.com": 4,
  "ecdsa-sha2-nistp256-cert-v01@openssh.com": 2,
  "ecdsa-sha2-nistp384-cert-v01@openssh.com": 2,
  "ecdsa-sha2-nistp521-cert-v01@openssh.com": 2,
  "ssh-ed25519-cert-v01@openssh.com": 1,
  "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com": 3,
  "sk-ssh-ed25519-cert-v01@openssh.com": 2,
};

/**
 * What is wrong with the text of an OpenSSH user certificate; undefined where nothing is.
 *
 * @param nowSeconds the moment at which it must be valid, in seconds since 1970
 */
export function inspectCertificate(text: string, nowSeconds: number): string | undefined {
  const [kind = "", body = ""] = text.trim().split(/\s+/);
  const fields = Object.hasOwn(keyFields, kind) ? keyFields[kind] : undefined;
  if (fields === undefined) return "there is no OpenSSH certificate in it";
  const reader = makeReader(Buffer.from(body, "base64"), 0);
  const isKind = reader.text() === kind;
  for (let i = 0; i < fields + 1; i++) reader.bytes();
  reader.skip(8); // the serial number
  const use = reader.uint32();
  reader.bytes(); // the key's id
  reader.bytes(); // the principals
  const from = reader.uint64();
  const until = reader.uint64();
  if (!isKind || from === undefined || until === undefined) return "its certificate cannot be read";
  if (use !== 1) return "its certificate is one of a host, not of a user";
  const now = BigInt(Math.floor(nowSeconds));
  if (now < from) return "its certificate is not valid yet";
  return now >= until ? "its certificate is not valid any more" : undefined;
}

/** Reads fields of the SSH wire format (RFC 4251, 5); everything is undefined once the bytes are not enough. */
function makeReader(buffer: Buffer, start: number) {
  let offset = start;
  const take = (length: number): Buffer | undefined => {
    if (offset + length > buffer.length) offset = Number.POSITIVE_INFINITY;
    if (!Number.isFinite(offset)) return undefined;
    offset += length;
    return buffer.subarray(offset - length, offset);
  };
  const uint32 = () => take(4)?.readUInt32BE(0);
  const bytes = () => {
    const length = uint32();
    return length === undefined ? undefined : take(length);
  };
  return {
    uint32,
    bytes,
    uint64: () => take(8)?.readBigUInt64BE(0),
    text: () => bytes()?.toString("utf8"),
    skip: (length: number) => void take(length),
  };
}
