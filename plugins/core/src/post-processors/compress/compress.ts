import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { availableParallelism } from "node:os";
import {
  definePostProcessor,
  ownOutputFile,
  type PostProcessContext,
  type Sink,
  s,
  schema,
  writeFailure,
} from "@ingot/sdk";
import { tar, zip } from "./archive.ts";
import { bgzf } from "./bgzf.ts";
import { type Algorithm, detectFormat, type Format } from "./detect-format.ts";
import { gzip } from "./gzip.ts";
import { runCompressor } from "./run-compressor.ts";

interface OutputVariables {
  readonly BuildName: string;
  readonly BuilderType: string;
}

export const compress = definePostProcessor({
  schema: schema({
    output: s
      .template<OutputVariables>("BuildName", "BuilderType")
      .default("packer_{{.BuildName}}_{{.BuilderType}}")
      .doc("Path of the archive. Its endings say what it is: `.tar.gz`, `.zip`, `.xz`."),
    format: s
      .string()
      .doc("Endings to go by instead of those of `output`, such as `tar.gz`; they do not become part of the name."),
    compression_level: s
      .number()
      .default(-1)
      .doc("From 1, fast, to 9, small. 0 and -1 leave the choice to the format."),
  }),
  doc: "Packs the artifact's files into an archive, or compresses the one file. The files go, unless `keep_input_artifact` is set.",
  postProcess: async (config, artifact, context) => {
    const format = detectFormat(config.output.source + (config.format ? `.${config.format}` : ""));
    const { packerBuildName: BuildName, builderType: BuilderType, generated } = context;
    const target = config.output.render({ ...generated, BuildName, BuilderType });
    const job: Job = {
      target,
      files: artifact.files,
      level: effectiveLevel(config.compression_level),
      cores: format.algorithm === "bzip2" ? 1 : availableParallelism(),
      context,
    };
    if (format.algorithm && !format.archive && artifact.files.length !== 1)
      throw new Error(
        `Without an archive only one file can be compressed, and the artifact has ${artifact.files.length}. Let "output" end in ".tar.${format.algorithm === "pgzip" ? "gz" : format.algorithm}" or ".zip"`,
      );
    announce(format, job);
    const output = await ownOutputFile(target, { resources: context.resources });
    await writeTo(output.writePath, (sink) => make(format, job, sink)).catch((error: unknown) => {
      throw writeFailure(error, target, output.writePath);
    });
    const owned = await output.publish();
    context.ui.say(`Archive ${target} completed`);
    return {
      artifact: {
        builderId: "packer.post-processor.compress",
        id: "",
        files: [target],
        text: `compressed artifacts in: ${target}`,
        state: async () => undefined,
        destroy: async () => {
          if (owned) await context.resources.release(owned);
        },
      },
      keep: false,
      keepIsForced: false,
    };
  },
});

interface Job {
  readonly target: string;
  readonly files: readonly string[];
  readonly level: number;
  readonly cores: number;
  readonly context: PostProcessContext;
}

function effectiveLevel(level: number): number {
  return level > 9 ? 9 : level < 1 ? -1 : Math.trunc(level);
}

function announce({ archive, algorithm }: Format, { target, files, cores, context: { ui } }: Job): void {
  if (algorithm) ui.say(`Using ${algorithm} compression with ${cores} core${cores === 1 ? "" : "s"} for ${target}`);
  if (archive === "tar") ui.say(`Tarring ${target} with ${algorithm ?? "no compression"}`);
  else if (archive === "zip") ui.say(`Zipping ${target}`);
  else ui.say(`Archiving ${files[0]} with ${algorithm}`);
}

/** Where the template does not say: half the time of zlib's own choice, 6, for files that are a thirtieth larger. */
const usualDeflateLevel = 4;

async function make({ archive, algorithm }: Format, job: Job, sink: Sink): Promise<void> {
  const { files, level, context } = job;
  if (archive === "zip") return pump(zip(files, level, context.signal), sink);
  const content = archive === "tar" ? tar(files, context.signal) : readFiles(files, context.signal);
  if (!algorithm) return pump(content, sink);
  return compressWith(algorithm, content, job, sink);
}

function compressWith(algorithm: Algorithm, content: AsyncIterable<Uint8Array>, job: Job, sink: Sink): Promise<void> {
  const { level, cores, context } = job;
  if (algorithm === "pgzip") return pump(gzip(content, level < 0 ? usualDeflateLevel : level, cores), sink);
  if (algorithm === "bgzf") return pump(bgzf(content, level < 0 ? usualDeflateLevel : level, cores), sink);
  return runCompressor(algorithm, content, { level, cores, sink, signal: context.signal });
}

async function* readFiles(files: readonly string[], signal: AbortSignal): AsyncIterable<Uint8Array> {
  for (const file of files)
    yield* createReadStream(file, { highWaterMark: 1024 * 1024, signal }) as AsyncIterable<Uint8Array>;
}

async function pump(content: AsyncIterable<Uint8Array>, sink: Sink): Promise<void> {
  for await (const chunk of content) await sink(chunk);
}

async function writeTo(path: string, fill: (sink: Sink) => Promise<void>): Promise<void> {
  const file: FileHandle = await open(path, "w");
  try {
    await fill((chunk) => file.writeFile(chunk));
    await file.sync();
  } finally {
    await file.close();
  }
}
