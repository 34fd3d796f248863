import { createPublicKey, type KeyObject } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import {
  type Artifact,
  type Check,
  definePostProcessor,
  inTotoPayloadType,
  isSignedWith,
  ownOutputFile,
  readSigningKey,
  readVerifyingKey,
  signEnvelope,
  writeFailure,
} from "@ingot/sdk";
import { type ProvenanceConfig, provenanceConfig } from "./config.ts";
import { stateProvenance } from "./statement.ts";

export const provenance = definePostProcessor({
  schema: provenanceConfig,
  doc: "Writes an attestation of how the artifact came to be (in-toto, SLSA provenance), signed where a key is given. The artifact goes on as it is. `ingot verify-attestation` checks one.",
  check: (draft) => checkKeys(draft),
  postProcess: async (config, artifact, context) => {
    const result = { artifact, keep: true, keepIsForced: true };
    if (config.provenance === false) return result;
    const keys = await readKeys(config);
    const statement = await stateProvenance(config, artifact, context, { env: process.env, cwd: process.cwd() });
    const path = join(folderOf(config, artifact), `${stemOf(artifact, context.packerBuildName)}.provenance.json`);
    const text = keys ? sign(statement, keys) : `${JSON.stringify(statement, undefined, 2)}\n`;
    const file = await ownOutputFile(path, { resources: context.resources, mode: 0o664 });
    await writeFile(file.writePath, text, { flush: true }).catch((error: unknown) => {
      throw writeFailure(error, path, file.writePath);
    });
    await file.publish();
    context.ui.say(`Wrote attestation to ${path}`);
    return result;
  },
});

interface Keys {
  readonly signer: KeyObject;
  readonly verifier: KeyObject;
}

async function readKeys(config: Pick<ProvenanceConfig, "signer" | "key" | "verifier">): Promise<Keys | undefined> {
  const path = config.signer || config.key;
  if (!path) return undefined;
  const signer = await readSigningKey(path);
  return { signer, verifier: config.verifier ? await readVerifyingKey(config.verifier) : createPublicKey(signer) };
}

/** A key that cannot be read is told of before the image is built, and not after. */
const checkKeys: (draft: Partial<ProvenanceConfig>) => ReturnType<Check<ProvenanceConfig>> = async (draft) => {
  const complaints = [];
  for (const field of ["signer", "key", "verifier"] as const) {
    const path = draft[field];
    if (!path || path.includes("://")) continue;
    const failure = await (field === "verifier" ? readVerifyingKey : readSigningKey)(path).then(
      () => undefined,
      (error: Error) => error,
    );
    if (failure) complaints.push({ field, summary: "Key not usable", detail: `${failure.message}.` });
  }
  return complaints;
};

function sign(statement: object, { signer, verifier }: Keys): string {
  const envelope = signEnvelope(inTotoPayloadType, Buffer.from(JSON.stringify(statement)), signer);
  if (!isSignedWith(envelope, verifier))
    throw new Error(
      "The attestation is not signed by the key of its verifier: give the public key that belongs to the signer",
    );
  return `${JSON.stringify(envelope, undefined, 2)}\n`;
}

function folderOf(config: ProvenanceConfig, { files }: Artifact): string {
  return config.output_dir || (files[0] === undefined ? "." : dirname(files[0]));
}

function stemOf({ builderId, id, files }: Artifact, build: string): string {
  const name = files[0] === undefined ? `${builderId}-${id}`.replaceAll(/[^\w.-]+/g, "-") : basename(files[0]);
  return name === build || name.startsWith(`${build}.`) ? name : `${build}.${name}`;
}
