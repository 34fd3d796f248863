import { readFile, stat, writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { definePostProcessor, ownOutputFile, s, schema, writeFailure } from "@ingot/sdk";
import { holdManifest } from "./hold-manifest.ts";

/** The file's form is Packer's, to the order of its keys: other programs read it. */
interface Manifest {
  readonly builds: readonly unknown[];
  readonly last_run_uuid: string;
}

export const manifest = definePostProcessor({
  schema: schema({
    output: s.string().default("packer-manifest.json").doc("Path of the file. Builds are added to one that is there."),
    strip_path: s.bool().default(false).doc("List files by their names only."),
    strip_time: s.bool().default(false).doc("Leave the time of the build out."),
    custom_data: s.map(s.string()).doc("Anything else to note with the build."),
  }),
  doc: "Notes the artifact in a JSON file: what was built, when, and its files. The artifact goes on as it is.",
  postProcess: async (config, artifact, context) => {
    const files = await Promise.all(
      artifact.files.map(async (name) => ({
        name: config.strip_path ? basename(name) : name,
        size: await stat(name).then(
          (info) => info.size,
          () => 0,
        ),
      })),
    );
    const build = {
      name: context.packerBuildName,
      builder_type: context.builderType,
      ...(config.strip_time ? {} : { build_time: Math.floor(Date.now() / 1000) }),
      files: files.length > 0 ? files : null,
      artifact_id: artifact.id,
      packer_run_uuid: context.runUuid,
      custom_data: config.custom_data ?? null,
    };
    const path = resolve(config.output || "packer-manifest.json");
    await holdManifest(path, context, async () => {
      const before = await readManifest(path);
      const isFresh = context.flags.force && before.last_run_uuid !== context.runUuid;
      const builds = [...(isFresh ? [] : before.builds), build];
      const text = formatLikeGo({ builds, last_run_uuid: context.runUuid } satisfies Manifest);
      const file = await ownOutputFile(path, { resources: context.resources, mode: 0o664 });
      await writeFile(file.writePath, text, { flush: true }).catch((error: unknown) => {
        throw writeFailure(error, path, file.writePath);
      });
      // With the builds of others in it, it stays whatever becomes of this one.
      await (builds.length > 1 ? file.replace() : file.publish());
    });
    return { artifact, keep: true, keepIsForced: true };
  },
});

async function readManifest(path: string): Promise<Manifest> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
  if (text === "") return { builds: [], last_run_uuid: "" };
  const content = parseObject(text);
  const builds = content && (content.builds ?? []);
  if (Array.isArray(builds)) return { builds, last_run_uuid: String(content?.last_run_uuid ?? "") };
  throw new Error(`Unable to parse content from ${path}: it is not a manifest. Move it away, or set another "output"`);
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === "object" && content !== null && !Array.isArray(content) ? { ...content } : undefined;
  } catch {
    return undefined;
  }
}

/** JSON as Go writes it: two spaces deep, with `<`, `>`, `&` and the line separators of Unicode escaped. */
function formatLikeGo(value: unknown): string {
  return JSON.stringify(value, null, 2).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
