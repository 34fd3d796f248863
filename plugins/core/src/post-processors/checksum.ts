import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { appendFile } from "node:fs/promises";
import { basename } from "node:path";
import {
  definePostProcessor,
  type Infer,
  ownNewFile,
  type PostProcessContext,
  s,
  schema,
  writeFailure,
} from "@ingot/sdk";
import { filesArtifact } from "./files-artifact.ts";

const types = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"] as const;

interface OutputVariables {
  readonly BuildName: string;
  readonly BuilderType: string;
  readonly ChecksumType: string;
}

const checksumConfig = schema({
  checksum_types: s
    .list(s.enum(...types))
    .default(["md5"])
    .doc("Which checksums to make."),
  output: s
    .template<OutputVariables>("BuildName", "BuilderType", "ChecksumType")
    .default("packer_{{.BuildName}}_{{.BuilderType}}_{{.ChecksumType}}.checksum")
    .doc("Path of the file that they go into. Lines are added to one that is there."),
});

export const checksum = definePostProcessor({
  schema: checksumConfig,
  doc: "Writes the checksums of the artifact's files into files. The artifact goes on with those added.",
  postProcess: async (config, artifact, context) => {
    const wanted = config.checksum_types.length > 0 ? config.checksum_types : (["md5"] as const);
    const sums = new Map<string, ReadonlyMap<string, string>>();
    for (const file of artifact.files) sums.set(file, await digestFile(file, wanted, context.signal));
    const made: string[] = [];
    for (const type of wanted) {
      const output = renderOutput(config, type, context);
      for (const file of artifact.files) {
        // It goes with a build that dies, unless it was there before.
        if (await ownNewFile(output, { resources: context.resources, life: "output" })) made.push(output);
        // One write a line, at the end of the file: builds that share it do not tear each other's lines.
        const line = `${sums.get(file)?.get(type)}\t${basename(file)}\n`;
        await appendFile(output, line, { mode: 0o644 }).catch((error: unknown) => {
          throw writeFailure(error, output);
        });
      }
    }
    const files = [...artifact.files, ...made];
    return { artifact: filesArtifact("packer.post-processor.checksum", files), keep: true, keepIsForced: true };
  },
});

function renderOutput(config: Infer<typeof checksumConfig>, type: string, context: PostProcessContext): string {
  const { packerBuildName: BuildName, builderType: BuilderType, generated } = context;
  return config.output.render({ ...generated, BuildName, BuilderType, ChecksumType: type });
}

/** All the checksums of a file, in one reading. */
async function digestFile(
  file: string,
  wanted: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const hashes = new Map(wanted.map((type) => [type, createHash(type)]));
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024, signal }))
    for (const hash of hashes.values()) hash.update(chunk as Uint8Array);
  return new Map([...hashes].map(([type, hash]) => [type, hash.digest("hex")]));
}
