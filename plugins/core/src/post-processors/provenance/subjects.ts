import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { type Artifact, digestFile } from "@ingot/sdk";

/** What an attestation is about (in-toto Statement v1, ResourceDescriptor). */
export interface Subject {
  readonly name: string;
  readonly digest: { readonly sha256: string };
}

/** What is known of an artifact that is no file: attested by its identity, which goes into the statement as a by-product. */
export interface CloudIdentity {
  readonly name: "cloud-artifact-identity";
  readonly mediaType: "application/json";
  /** Base64 of the JSON whose digest the subject has. */
  readonly content: string;
}

/** Names what was built: each of its files by name and digest, or, without files, the thing itself by its builder and id. */
export async function describeSubjects(
  artifact: Artifact,
  signal: AbortSignal,
): Promise<{ readonly subjects: readonly Subject[]; readonly identity: CloudIdentity | undefined }> {
  const { builderId, id, files } = artifact;
  if (files.length > 0) {
    const subjects: Subject[] = [];
    for (const file of files) {
      if ((await stat(file)).isDirectory())
        throw new Error(`${file} is a folder, and only files can be attested. Put it into an archive first (compress)`);
      subjects.push({ name: basename(file), digest: { sha256: await digestFile(file, "sha256", signal) } });
    }
    return { subjects, identity: undefined };
  }
  // Keys in alphabetical order and no blanks, so that the digest can be made again from the facts.
  const canonical = JSON.stringify({ builderId, id });
  const sha256 = createHash("sha256").update(canonical).digest("hex");
  return {
    subjects: [{ name: `${builderId}:${id}`, digest: { sha256 } }],
    identity: {
      name: "cloud-artifact-identity",
      mediaType: "application/json",
      content: Buffer.from(canonical).toString("base64"),
    },
  };
}
