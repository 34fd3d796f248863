import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";
import { reasonOf } from "../output/reason-of.ts";

const unavailable = { hidden: true } as const;

const table = defineCommand({
  name: "verify-attestation",
  summary:
    "Checks the signature of an attestation that the provenance post-processor wrote, and whatever else the flags ask of it. Exits with 0 when all of it is right, otherwise with 1.",
  positional: { usage: "ATTESTATION", min: 1, max: 1 },
  flags: {
    "signing-mode": {
      kind: "string",
      valueName: "key|kms|keyless",
      help: "How it was signed; found out by default. Only key can be checked.",
    },
    key: {
      kind: "string",
      valueName: "path",
      help: "The public key that it must be signed with (PEM); of a private key its public part.",
    },
    verifier: { kind: "string", valueName: "path", help: "The same." },
    "predicate-type": { kind: "string", valueName: "uri", help: "What it must state: https://slsa.dev/provenance/v1." },
    "builder-id": { kind: "string", valueName: "uri", help: "Who must have built it." },
    "source-uri": { kind: "string", valueName: "uri", help: "The source that it must have been built from." },
    artifact: { kind: "string", valueName: "path", help: "The file that it must be about: by its name and digest." },
    "trusted-root-path": { kind: "string", valueName: "path", help: "Of keyless signing.", ...unavailable },
    "keyless-identity": { kind: "string", valueName: "name", help: "Of keyless signing.", ...unavailable },
    "keyless-oidc-issuer": { kind: "string", valueName: "uri", help: "Of keyless signing.", ...unavailable },
    bundle: { kind: "string", valueName: "path", help: "Of keyless signing.", ...unavailable },
    "require-rekor": { kind: "bool", default: false, help: "Of keyless signing.", ...unavailable },
    "require-timestamp": { kind: "bool", default: false, help: "Of keyless signing.", ...unavailable },
  },
});

const keylessFlags = [
  "trusted-root-path",
  "keyless-identity",
  "keyless-oidc-issuer",
  "bundle",
  "require-rekor",
  "require-timestamp",
] as const;

export const verifyAttestation = commandOf(table, async ({ flags, given, positional, host }) => {
  const { checkAttestation } = await import("../attestation/check-attestation.ts");
  const path = positional[0] ?? "";
  const keyless = keylessFlags.filter((name) => given.has(name));
  try {
    const text = await readFile(resolve(host.cwd, path), "utf8").catch((error: unknown) => {
      throw new Error(`${path} cannot be read: ${reasonOf(error)}`);
    });
    await checkAttestation(text, {
      mode: keyless.length > 0 ? "keyless" : flags["signing-mode"],
      key: flags.verifier ?? flags.key,
      otherKey: flags.verifier === undefined ? undefined : flags.key,
      predicateType: flags["predicate-type"],
      builderId: flags["builder-id"],
      sourceUri: flags["source-uri"],
      artifact: flags.artifact,
      cwd: host.cwd,
      signal: new AbortController().signal,
    });
  } catch (error) {
    await host.writeError(`Error: ${path} is not verified\n\n${error instanceof Error ? error.message : error}\n`);
    return 1;
  }
  await host.write("Attestation verified.\n");
  return 0;
});
