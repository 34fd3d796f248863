// What `ingot verify-attestation` checks: the signature first, since nothing that is not signed can be believed, then what the statement
// says against what was asked for.

import { basename, resolve } from "node:path";
import {
  digestFile,
  type Envelope,
  inTotoPayloadType,
  isKmsKey,
  isSignedWith,
  readEnvelope,
  readVerifyingKey,
} from "@ingot/sdk";
import { reasonOf } from "../output/reason-of.ts";

export interface AttestationPolicy {
  readonly mode: string | undefined;
  /** Path of the public key. */
  readonly key: string | undefined;
  /** The key under its other name: the same one, or a contradiction. */
  readonly otherKey: string | undefined;
  readonly predicateType: string | undefined;
  readonly builderId: string | undefined;
  readonly sourceUri: string | undefined;
  /** Path of the file that it is to be about. */
  readonly artifact: string | undefined;
  /** Relative paths begin here. */
  readonly cwd: string;
  readonly signal: AbortSignal;
}

const slsaPredicate = /^https:\/\/slsa\.dev\/provenance\//;

/** Throws an error that says what is not right, and what to do. */
export async function checkAttestation(text: string, policy: AttestationPolicy): Promise<void> {
  const envelope = readEnvelope(text);
  if (!envelope)
    throw new Error(
      "It is no signed attestation (DSSE envelope). Without a key the provenance post-processor writes bare statements, which anybody could have written: set signing_mode and signer there.",
    );
  if (envelope.payloadType !== inTotoPayloadType)
    throw new Error(`It holds "${envelope.payloadType}", and ${inTotoPayloadType} was expected.`);
  await checkSignature(envelope, policy);
  const statement = readStatement(envelope);
  checkPredicate(statement, policy);
  if (policy.artifact !== undefined) await checkArtifact(statement, policy.artifact, policy);
}

async function checkSignature(envelope: Envelope, { mode, key, otherKey, cwd }: AttestationPolicy): Promise<void> {
  const isCertified = envelope.signatures.some(({ cert }) => cert !== undefined);
  const isKms = [key, otherKey].some((path) => path !== undefined && isKmsKey(path));
  const wanted = mode ?? (isCertified ? "keyless" : isKms ? "kms" : "key");
  if (wanted === "keyless" || wanted === "kms")
    throw new Error(
      wanted === "keyless"
        ? "Keyless signatures cannot be checked: that would need Sigstore's trusted root and transparency log. Check it with cosign."
        : "Keys in a key management service cannot be asked. Export the public key, and give its path with -key.",
    );
  if (wanted !== "key")
    throw new Error(`-signing-mode=${wanted} is unknown. It is one of key, kms and keyless; only key can be checked.`);
  if (key === undefined) throw new Error("Say which key must have signed it: -key=PATH of the public key (PEM).");
  if (otherKey !== undefined && otherKey !== key)
    throw new Error("-key and -verifier name different keys. They are two names of one flag: keep one of them.");
  if (envelope.signatures.length === 0) throw new Error("It has no signature.");
  if (!isSignedWith(envelope, await readVerifyingKey(resolve(cwd, key))))
    throw new Error(`It is not signed with the key of ${key}, or was changed after it was signed.`);
}

type Json = Readonly<Record<string, unknown>>;

function readStatement(envelope: Envelope): Json {
  try {
    const content: unknown = JSON.parse(Buffer.from(envelope.payload, "base64").toString("utf8"));
    if (isRecord(content)) return content;
  } catch {
    // Told below, with the other ways to be no statement.
  }
  throw new Error("It is rightly signed, and what was signed is no in-toto statement.");
}

function checkPredicate(statement: Json, { predicateType, builderId, sourceUri }: AttestationPolicy): void {
  const type = statement.predicateType;
  if (predicateType !== undefined && type !== predicateType)
    throw new Error(`Its predicate type is "${String(type)}", and not ${predicateType}.`);
  if (builderId === undefined && sourceUri === undefined) return;
  if (typeof type !== "string" || !slsaPredicate.test(type))
    throw new Error(
      `-builder-id and -source-uri are compared with a SLSA provenance, and its predicate type is "${String(type)}".`,
    );
  const { buildDefinition, runDetails } = record(statement.predicate);
  const builder = record(record(runDetails).builder).id;
  if (builderId !== undefined && builder !== builderId)
    throw new Error(`It was built by "${String(builder)}", and not by ${builderId}.`);
  if (sourceUri === undefined) return;
  const listed = record(buildDefinition).resolvedDependencies;
  const sources = (Array.isArray(listed) ? listed : []).map((source) => String(record(source).uri));
  if (sources.some((uri) => isSameSource(uri, sourceUri))) return;
  const said = sources.length > 0 ? `from ${sources.join(", ")}` : "from a source that it does not name";
  throw new Error(`It was built ${said}, and not from ${sourceUri}.`);
}

/** Without `git+` or without a ref, what was asked for stands for every source that differs in no more than that. */
function isSameSource(uri: string, wanted: string): boolean {
  if (uri === wanted) return true;
  const withScheme = wanted.startsWith("git+") ? wanted : `git+${wanted}`;
  return uri === withScheme || uri.startsWith(`${withScheme}@`);
}

async function checkArtifact(statement: Json, path: string, { cwd, signal }: AttestationPolicy): Promise<void> {
  const sha256 = await digestFile(resolve(cwd, path), "sha256", signal).catch((error: unknown) => {
    throw new Error(`The artifact ${path} cannot be read: ${reasonOf(error)}`);
  });
  const subjects = Array.isArray(statement.subject) ? statement.subject.map(record) : [];
  const named = subjects.filter(({ name }) => name === basename(path));
  if (named.some(({ digest }) => record(digest).sha256 === sha256)) return;
  if (named.length > 0)
    throw new Error(`${path} is another file than the one that was attested: its SHA-256 is ${sha256}.`);
  const names = subjects.map(({ name }) => String(name)).join(", ");
  throw new Error(`It is not about ${basename(path)}, but about ${names || "nothing"}.`);
}

function record(value: unknown): Json {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
