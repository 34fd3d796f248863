import { definePostProcessor, s, schema } from "@ingot/sdk";
import { imageArtifact, imageBuilderId, tagBuilderId } from "../artifact.ts";
import { type Engine, engineAt, findEngine, isMissing } from "../engine.ts";
import { acceptArtifact, generatedData } from "./accept-artifact.ts";

const config = schema({
  docker_path: s.string().default("docker").doc("The client to use, by name or path."),
  repository: s.string().required().doc("The repository that the image gets a name in."),
  tags: s
    .list(s.string())
    .defaultText("the repository alone, which engines read as `latest`")
    .doc("Tags that the image gets, one after another."),
  tag: s.list(s.string()).deprecated("Use tags instead").doc("Old spelling of `tags`; added after them."),
  force: s
    .bool()
    .default(false)
    .doc("Take a tag from another image with clients older than Docker 1.12. Later ones always do."),
});

/** Gives an image names. */
export const dockerTag = definePostProcessor({
  schema: config,
  doc: "Gives an image names in a repository. The image itself stays as it is.",
  postProcess: async ({ docker_path, repository, tags, tag, force }, artifact, context) => {
    acceptArtifact(
      artifact,
      [imageBuilderId, tagBuilderId],
      "Can only tag images that the docker builder or docker-import made",
    );
    const engine = engineAt(await findEngine(docker_path, process.env));
    const all = [...(tags ?? []), ...(tag ?? [])];
    const names = all.length > 0 ? all.map((one) => `${repository}:${one}`) : [repository];
    const forced = force && (await isOld(engine, context.signal)) ? ["-f"] : [];
    for (const name of names) {
      context.ui.message(`Tagging image: ${artifact.id}`);
      context.ui.message(`Repository: ${name}`);
      await engine.ask(["tag", ...forced, artifact.id, name], { signal: context.signal });
    }
    const tagged = imageArtifact({
      id: names.at(-1) ?? repository,
      builderId: tagBuilderId,
      generated: await generatedData(artifact),
      tags: names,
      destroy: (signal) => untag(engine, names, signal),
    });
    // The name and the image are one thing: removing the image would take the name along.
    return { artifact: tagged, keep: true, keepIsForced: true };
  },
});

async function untag(engine: Engine, names: readonly string[], signal: AbortSignal): Promise<void> {
  for (const name of names) {
    await engine.ask(["rmi", name], { signal }).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
  }
}

/** `docker tag` lost its -f with 1.12. */
async function isOld(engine: Engine, signal: AbortSignal): Promise<boolean> {
  const answer = await engine.ask(["-v"], { signal });
  const [, major, minor] = /(\d+)\.(\d+)/.exec(answer) ?? [];
  return !/podman/i.test(answer) && Number(major) === 1 && Number(minor) < 12;
}
