import { definePostProcessor, exitStatus, type PostProcessContext, s, schema } from "@ingot/sdk";
import { imageArtifact, imageBuilderId, tagBuilderId } from "../artifact.ts";
import { type Engine, engineAt, findEngine } from "../engine.ts";
import { inspect } from "../inspect.ts";
import { withLogin } from "../login.ts";
import { loginFields } from "../login-fields.ts";
import { messageLines } from "../message-lines.ts";
import { layerProgress } from "../track-layers.ts";
import { acceptArtifact, generatedData, tagsOf } from "./accept-artifact.ts";

const config = schema({
  docker_path: s.string().default("docker").doc("The client to use, by name or path."),
  platform: s.string().doc("Platform to push, where the image has several."),
}).include(loginFields);

/** Pushes an image to its registry. */
export const dockerPush = definePostProcessor({
  schema: config,
  doc: "Pushes an image, under every name that it was given, to its registry.",
  postProcess: async (settings, artifact, context) => {
    acceptArtifact(
      artifact,
      [imageBuilderId, tagBuilderId],
      "Can only push images that docker-import or docker-tag have named",
    );
    if (/^sha256:/.test(artifact.id))
      throw new Error(
        `The image ${artifact.id} has no name to be pushed under. Put docker-tag before docker-push in one chain`,
      );
    const engine = engineAt(await findEngine(settings.docker_path, process.env));
    const tags = await tagsOf(artifact);
    const names = [...new Set([artifact.id, ...tags])];
    await withLogin(
      engine,
      settings,
      context,
      async (env) => {
        for (const name of names) await push(engine, name, settings.platform, env, context);
      },
      true,
    );
    const digest = await pushedDigest(engine, artifact.id, context.signal);
    const generated = { ...(await generatedData(artifact)), ...(digest === undefined ? {} : { Digest: digest }) };
    const pushed = imageArtifact({ id: artifact.id, generated, tags, destroy: artifact.destroy });
    return { artifact: pushed, keep: true, keepIsForced: false };
  },
});

async function push(
  engine: Engine,
  name: string,
  platform: string | undefined,
  env: Readonly<Record<string, string>>,
  context: PostProcessContext,
): Promise<void> {
  context.ui.message(`Pushing: ${name}`);
  const progress = layerProgress(context.ui.progress(`Pushing ${name}`));
  const show = (line: string) => {
    progress.line(line);
    context.ui.message(line);
  };
  const [out, err] = [messageLines(show), messageLines(show)];
  try {
    const args = ["push", ...(platform ? ["--platform", platform] : []), name];
    const exit = await engine.run(args, { env, stdout: out.write, stderr: err.write, signal: context.signal });
    out.end();
    err.end();
    const status = exitStatus(exit);
    if (status !== 0) throw new Error(`Error pushing ${name}: Bad exit status: ${status}`);
  } finally {
    progress.end();
  }
}

/** The digest that the registry knows the image by, with its repository; undefined where the engine does not keep one. */
async function pushedDigest(engine: Engine, name: string, signal: AbortSignal): Promise<string | undefined> {
  const [digests] = await inspect(engine, "image", name, [".RepoDigests"], signal);
  if (!Array.isArray(digests)) return undefined;
  const repository = name.replace(/:[^:/]*$/, "");
  const all = digests.map(String);
  return all.find((digest) => digest.startsWith(`${repository}@`)) ?? all[0];
}
