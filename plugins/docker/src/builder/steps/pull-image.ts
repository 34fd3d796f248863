import { type BuilderState, exitStatus, step, type Ui } from "@ingot/sdk";
import { type Engine, isUnreachable } from "../../engine.ts";
import { inspect } from "../../inspect.ts";
import { withLogin } from "../../login.ts";
import { messageLines } from "../../message-lines.ts";
import { layerProgress } from "../../track-layers.ts";
import { baseImage } from "../base-image.ts";
import type { DockerConfig } from "../config.ts";

interface Needs extends BuilderState<DockerConfig> {
  readonly engine: Engine;
  readonly builtImage?: string;
}

/** What `build.*` says of the base image. */
export interface SourceFacts {
  readonly SourceImageSha256: string;
  readonly SourceImageDigest: string;
}

/** Pulls the base image, unless the template says not to, and looks which one it is. */
export const pullImage = step({
  name: "StepPull",
  run: async (state: Needs, context): Promise<{ source: SourceFacts }> => {
    const { config, engine } = state;
    const image = baseImage(state);
    if (state.builtImage === undefined && config.pull !== false) {
      context.ui.say(`Pulling Docker image: ${image}`);
      await withLogin(engine, config, { ...context, temp: context.build.temp }, (env) =>
        pull(engine, image, config.platform, env, context.ui, context.signal),
      );
    }
    return { source: await describeSource(engine, image, state.builtImage !== undefined, context.ui, context.signal) };
  },
});

async function pull(
  engine: Engine,
  image: string,
  platform: string | undefined,
  env: Readonly<Record<string, string>>,
  ui: Ui,
  signal: AbortSignal,
): Promise<void> {
  const progress = layerProgress(ui.progress(`Pulling ${image}`));
  const show = (line: string) => {
    progress.line(line);
    ui.message(line);
  };
  const [out, err] = [messageLines(show), messageLines(show)];
  try {
    const args = ["pull", image, ...(platform ? ["--platform", platform] : [])];
    const exit = await engine.run(args, { env, stdout: out.write, stderr: err.write, signal });
    out.end();
    err.end();
    const status = exitStatus(exit);
    if (status !== 0) throw new Error(`Error pulling Docker image: Bad exit status: ${status}`);
  } finally {
    progress.end();
  }
}

/** What cannot be found out is said and does not stop the build: an image that was never in a registry has no digest. */
async function describeSource(
  engine: Engine,
  image: string,
  isBuilt: boolean,
  ui: Ui,
  signal: AbortSignal,
): Promise<SourceFacts> {
  const facts = {
    SourceImageSha256: "ERR_SOURCE_IMAGE_SHA256_NOT_FOUND",
    SourceImageDigest: "ERR_SOURCE_IMAGE_DIGEST_NOT_FOUND",
  };
  try {
    const [id, digests] = await inspect(engine, "image", image, [".ID", ".RepoDigests"], signal);
    facts.SourceImageSha256 = String(id);
    const digest: unknown = Array.isArray(digests) ? digests[0] : undefined;
    if (typeof digest === "string") facts.SourceImageDigest = digest;
    else if (isBuilt) facts.SourceImageDigest = "";
    else ui.error(`The image ${image} has no digest: it was never pulled from a registry, nor pushed to one`);
  } catch (error) {
    signal.throwIfAborted();
    // Going on would leave behind the intent to make a container, which no clean-up could look for.
    if (isUnreachable(error))
      throw new Error(
        `No Docker engine answers: ${error.stderr.trim()} Start it, or set DOCKER_HOST to the one that is meant`,
        { cause: error },
      );
    ui.error(`Error inspecting the source image: ${error instanceof Error ? error.message : String(error)}`);
  }
  return facts;
}
