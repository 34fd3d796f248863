import { createPublicKey, generateKeyPair as generate, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { Complaint } from "../schema/schema.ts";
import type { CommunicatorConfig } from "./config.ts";
import { encodeForSsh } from "./ssh/encode-key.ts";
import { packMpint, packString } from "./ssh/wire.ts";

/** A key pair for logging in by SSH. */
export interface KeyPair {
  /** PEM: PKCS#8 for rsa and ecdsa, OpenSSH's own form for ed25519; ecdsa as SEC1 where that was asked for. */
  readonly privateKey: string;
  /** A line of authorized_keys: with a comment but without a line feed, or the other way round. */
  readonly publicKey: string;
}

export type KeyPairType = "rsa" | "ecdsa" | "ed25519";

export interface KeyPairOptions {
  readonly type: KeyPairType;
  /** Default: 4096 for rsa, 521 for ecdsa. */
  readonly bits?: number | undefined;
  readonly comment?: string;
  /** Write an ecdsa key as SEC1 (`EC PRIVATE KEY`). */
  readonly asSec1?: boolean;
}

const curves: Readonly<Record<number, { readonly openssl: string; readonly ssh: string }>> = {
  256: { openssl: "prime256v1", ssh: "nistp256" },
  384: { openssl: "secp384r1", ssh: "nistp384" },
  521: { openssl: "secp521r1", ssh: "nistp521" },
};

/** Makes a key pair. Throws where the size is none of the algorithm's: see `complainOfKeyPair`. */
export async function generateKeyPair(options: KeyPairOptions): Promise<KeyPair> {
  const key = await generatePrivateKey(options);
  const isPkcs8 = options.type !== "ed25519" && !options.asSec1;
  const privateKey = isPkcs8 ? key.export({ type: "pkcs8", format: "pem" }).toString() : encodeForSsh(key);
  const { kind, blob } = encodePublicKey(createPublicKey(key), options.bits ?? 521);
  const line = `${kind} ${blob.toString("base64")}`;
  return { privateKey, publicKey: options.comment ? `${line} ${options.comment}` : `${line}\n` };
}

/** What is wrong with the temporary key that a config asks for; a rule of the builders that make one. */
export function complainOfKeyPair(
  config: Pick<CommunicatorConfig, "temporary_key_pair_type" | "temporary_key_pair_bits">,
): Complaint | undefined {
  const { temporary_key_pair_type: type = "rsa", temporary_key_pair_bits: bits } = config;
  if (type === "dsa")
    return {
      field: "temporary_key_pair_type",
      summary: "Keys of the kind dsa cannot be made",
      detail: "SSH servers have not taken DSA keys for years (OpenSSH since 7.0). Use ed25519, ecdsa or rsa.",
    };
  if (!bits) return undefined;
  if (type === "rsa" && (bits < 1024 || bits > 16_384))
    return wrongBits(`An RSA key of ${bits} bits cannot be used`, "Use 4096, or at least 1024.");
  if (type === "ecdsa" && !Object.hasOwn(curves, bits))
    return wrongBits(`There is no ECDSA key of ${bits} bits`, "Use 256, 384 or 521.");
  return undefined;
}

/** The options for `generateKeyPair` that a config means. */
export function keyPairOptions(
  config: Pick<CommunicatorConfig, "temporary_key_pair_type" | "temporary_key_pair_bits">,
): KeyPairOptions {
  const { temporary_key_pair_type: type = "rsa", temporary_key_pair_bits: bits } = config;
  const wrong = complainOfKeyPair(config);
  if (wrong || type === "dsa") throw new Error(`${wrong?.summary}. ${wrong?.detail}`);
  return { type, bits: bits || undefined };
}

function wrongBits(summary: string, detail: string): Complaint {
  return { field: "temporary_key_pair_bits", summary, detail };
}

async function generatePrivateKey({ type, bits }: KeyPairOptions): Promise<KeyObject> {
  if (type === "ed25519") return (await promisify(generate)("ed25519")).privateKey;
  if (type === "rsa") return (await promisify(generate)("rsa", { modulusLength: bits ?? 4096 })).privateKey;
  const curve = curves[bits ?? 521];
  if (curve === undefined) throw new Error(`There is no ECDSA key of ${bits} bits`);
  return (await promisify(generate)("ec", { namedCurve: curve.openssl })).privateKey;
}

/** The public key in the wire format (RFC 4253, 6.6; RFC 5656, 3.1; RFC 8709, 4). */
function encodePublicKey(key: KeyObject, bits: number): { readonly kind: string; readonly blob: Buffer } {
  const { n = "", e = "", x = "", y = "" } = key.export({ format: "jwk" });
  const bytes = (text: string) => Buffer.from(text, "base64url");
  if (key.asymmetricKeyType === "rsa") {
    const kind = "ssh-rsa";
    return { kind, blob: Buffer.concat([packString(kind), packMpint(bytes(e)), packMpint(bytes(n))]) };
  }
  if (key.asymmetricKeyType === "ed25519") {
    const kind = "ssh-ed25519";
    return { kind, blob: Buffer.concat([packString(kind), packString(bytes(x))]) };
  }
  const curve = curves[bits]?.ssh ?? "";
  const kind = `ecdsa-sha2-${curve}`;
  const point = Buffer.concat([Buffer.of(4), bytes(x), bytes(y)]);
  return { kind, blob: Buffer.concat([packString(kind), packString(curve), packString(point)]) };
}
