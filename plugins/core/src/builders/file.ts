import { createReadStream } from "node:fs";
import { mkdir, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { type Artifact, type BuildContext, defineBuilder, type Infer, s, schema, writeWholeFile } from "@ingot/sdk";
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
    await mkdir(dirname(config.target), { recursive: true }).catch((error: unknown) => {
      throw new Error(`Could not make the folder of ${config.target}: ${reasonOf(error)}`, { cause: error });
    });
    if (config.source) await copySource(config.source, config.target, context);
    else await writeWholeFile(config.target, 0o600, (out) => out.writeFile(config.content ?? ""));
    await context.provision({ communicator: acceptEverything, generated: {} }, context.signal);
    return fileArtifact(config);
  },
});

async function copySource(source: string, target: string, { ui, signal }: BuildContext): Promise<void> {
  ui.say(`Copying ${source} to ${target}`);
  const facts = await stat(source).catch((error: unknown) => {
    throw new Error(`Could not read ${source}: ${reasonOf(error)}`, { cause: error });
  });
  if (!facts.isFile()) throw new Error(`Could not read ${source}: it is not a file`);
  const size = await writeWholeFile(target, 0o644, async (out) => {
    let copied = 0;
    for await (const chunk of createReadStream(source, { highWaterMark: 1024 * 1024, signal })) {
      await out.writeFile(chunk as Uint8Array);
      copied += (chunk as Uint8Array).length;
    }
    return copied;
  });
  ui.say(`Copied ${size} bytes`);
}

/** What the system says, without the name of its call: "no such file or directory". */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /^E[A-Z]+: (.*?)(?:, \w+.*)?$/.exec(message)?.[1] ?? message;
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
