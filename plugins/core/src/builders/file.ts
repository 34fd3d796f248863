import { createReadStream } from "node:fs";
import { type FileHandle, open, rm, stat } from "node:fs/promises";
import {
  type Artifact,
  type BuildContext,
  defineBuilder,
  type Infer,
  ownOutputFile,
  refusalOf,
  s,
  schema,
  writeFailure,
} from "@ingot/sdk";
import { acceptEverything } from "./accept-everything.ts";

const fileConfig = schema({
  target: s.string().required().doc("Path of the file to make."),
  source: s.string().doc("Path of the file to copy."),
  content: s.string().doc("What to write into the file."),
})
  .conflicts("source", "content")
  .rule(["source", "content"], (c) =>
    c.source || c.content
      ? undefined
      : {
          severity: "warning",
          summary: "Both source file and content are blank",
          detail: 'The file will be empty. Set "source" or "content" if it should not.',
        },
  );

type FileConfig = Infer<typeof fileConfig>;

export const file = defineBuilder({
  schema: fileConfig,
  doc: "Makes a file: a copy, or one with a given content. There is no machine; provisioners run, and what they send to one has no effect.",
  run: async (config, context) => {
    if (config.source) await copySource(config.source, config.target, context);
    else await writeTarget(config.target, 0o600, context, (out) => out.writeFile(config.content ?? ""));
    await context.provision({ communicator: acceptEverything, generated: {} }, context.signal);
    return fileArtifact(config);
  },
});

/** Fills the target under a hidden name first, which goes with a build that dies. From then on it is the user's, whatever provisioners do. */
async function writeTarget<T>(
  target: string,
  mode: number,
  { resources }: BuildContext,
  fill: (out: FileHandle) => Promise<T>,
): Promise<T> {
  const file = await ownOutputFile(target, { resources, mode });
  try {
    const out = await open(file.writePath, "w");
    let result: T;
    try {
      result = await fill(out);
      await out.sync();
    } finally {
      await out.close();
    }
    await file.replace();
    return result;
  } catch (error) {
    throw writeFailure(error, target, file.writePath);
  }
}

async function copySource(source: string, target: string, context: BuildContext): Promise<void> {
  const { ui, signal } = context;
  ui.say(`Copying ${source} to ${target}`);
  const facts = await stat(source).catch((error: unknown) => {
    throw new Error(`Could not read ${source}: ${refusalOf(error)}`, { cause: error });
  });
  if (!facts.isFile()) throw new Error(`Could not read ${source}: it is not a file`);
  const size = await writeTarget(target, 0o644, context, async (out) => {
    let copied = 0;
    for await (const chunk of createReadStream(source, { highWaterMark: 1024 * 1024, signal })) {
      await out.writeFile(chunk as Uint8Array);
      copied += (chunk as Uint8Array).length;
    }
    return copied;
  });
  ui.say(`Copied ${size} bytes`);
}

function fileArtifact({ target }: FileConfig): Artifact {
  return {
    builderId: "packer.file",
    id: "File",
    files: [target],
    text: `Stored file: ${target}`,
    state: async () => undefined,
    destroy: () => rm(target, { force: true }),
  };
}
