// DSSE envelopes (github.com/secure-systems-lab/dsse, protocol and envelope 1.0): a payload and signatures over it. What is signed is the
// payload together with its type, in the pre-authentication encoding, so a signature cannot be carried over to another meaning.

import { type KeyObject, sign, verify } from "node:crypto";
import { keyId } from "./signing-key.ts";

/** The payload type of in-toto statements. */
export const inTotoPayloadType = "application/vnd.in-toto+json";

/** A signed payload, as it stands in a file. */
export interface Envelope {
  readonly payloadType: string;
  /** Base64. */
  readonly payload: string;
  readonly signatures: readonly EnvelopeSignature[];
}

export interface EnvelopeSignature {
  readonly keyid: string;
  /** Base64. */
  readonly sig: string;
  /** The signer's certificate (PEM), where there is one. */
  readonly cert?: string;
}

/** Signs a payload with a private key: RSA (PKCS #1 v1.5) and ECDSA over SHA-256, Ed25519 over the text itself. */
export function signEnvelope(payloadType: string, payload: Uint8Array, key: KeyObject): Envelope {
  const sig = sign(digestFor(key), preAuthEncoding(payloadType, payload), key);
  return {
    payloadType,
    payload: Buffer.from(payload).toString("base64"),
    signatures: [{ keyid: keyId(key), sig: sig.toString("base64") }],
  };
}

/** Whether one of the signatures of an envelope was made with the private part of a key. */
export function isSignedWith(envelope: Envelope, key: KeyObject): boolean {
  const signed = preAuthEncoding(envelope.payloadType, Buffer.from(envelope.payload, "base64"));
  return envelope.signatures.some(({ sig }) => {
    try {
      return verify(digestFor(key), signed, key, Buffer.from(sig, "base64"));
    } catch {
      // A signature of another form than the key's.
      return false;
    }
  });
}

/** Reads an envelope; undefined where the text is none. */
export function readEnvelope(text: string): Envelope | undefined {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(content)) return undefined;
  const { payloadType, payload, signatures } = content;
  if (typeof payloadType !== "string" || typeof payload !== "string" || !Array.isArray(signatures)) return undefined;
  const read: EnvelopeSignature[] = [];
  for (const signature of signatures as readonly unknown[]) {
    if (!isRecord(signature) || typeof signature.sig !== "string") return undefined;
    const { keyid, sig, cert } = signature;
    read.push({
      keyid: typeof keyid === "string" ? keyid : "",
      sig,
      ...(typeof cert === "string" && cert !== "" ? { cert } : {}),
    });
  }
  return { payloadType, payload, signatures: read };
}

function preAuthEncoding(type: string, payload: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

function digestFor(key: KeyObject): "sha256" | null {
  return key.asymmetricKeyType === "ed25519" ? null : "sha256";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
