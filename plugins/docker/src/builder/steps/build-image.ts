import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type BuilderState, exitStatus, type Owned, type Sink, type Step, type StepContext, step } from "@ingot/sdk";
import { type Engine, EngineError } from "../../engine.ts";
import { lastText } from "../../last-text.ts";
import { type LoginEnvironment, withLogin } from "../../login.ts";
import { messageLines } from "../../message-lines.ts";
import { withAlgorithm } from "../../resources/image.ts";
import { ownImage } from "../../resources/own-image.ts";
import { buildArguments } from "../build-arguments.ts";
import type { DockerConfig } from "../config.ts";

interface Needs extends BuilderState<DockerConfig> {
  readonly engine: Engine;
}

interface Gives {
  /** The id of the image that was built. */
  readonly builtImage: string;
  readonly builtImageOwned: Owned;
}

/** Builds the base image from a Dockerfile. It goes again with `discard`; otherwise the image that is made stands on it. */
export function buildImage(settings: NonNullable<DockerConfig["build"]>): Step<Needs, Gives> {
  let built: string | undefined;
  return step({
    name: "stepBuild",
    run: async ({ config, engine }: Needs, context): Promise<Gives> => {
      context.ui.say("Building base image...");
      const since = await engineTime(engine, context.signal);
      const owned = await withLogin(engine, config, { ...context, temp: context.build.temp }, (env) =>
        ownImage(
          context.resources,
          engine,
          { container: null, since },
          (name, signal) => runBuild(engine, settings, config.platform, name, env, context, signal),
          { life: config.discard ? "run" : "output", signal: context.signal },
        ),
      );
      built = owned.id;
      context.ui.say(`Finished building base image "${owned.id}"`);
      return { builtImage: owned.id, builtImageOwned: owned };
    },
    cleanup: async ({ config }, outcome, context) => {
      if (built && outcome.k === "done" && !config.discard)
        context.ui.say(`Skipping removal of the base image ${built}: the image that was made stands on it`);
    },
  });
}

async function runBuild(
  engine: Engine,
  settings: NonNullable<DockerConfig["build"]>,
  platform: string | undefined,
  name: string,
  env: LoginEnvironment,
  context: StepContext,
  signal: AbortSignal,
): Promise<string> {
  const idFile = await context.build.temp.file("iid");
  const values = buildArguments(settings.arguments ?? {});
  const args = [
    "build",
    "--force-rm",
    "--iidfile",
    idFile,
    "-t",
    name,
    "-f",
    resolve(settings.path),
    ...(platform ? ["--platform", platform] : []),
    ...(settings.pull === false ? [] : ["--pull"]),
    ...(settings.compress ? ["--compress"] : []),
    ...values.args,
    settings.build_dir,
  ];
  const log = messageLines((line) => context.ui.log(line));
  const last = lastText();
  const take: Sink = (chunk) => {
    last.add(chunk);
    return log.write(chunk);
  };
  const exit = await engine.run(args, { env: { ...values.env, ...env }, stdout: take, stderr: take, signal });
  if (exitStatus(exit) !== 0) throw new EngineError([engine.address.path, ...args], exit, last.text());
  return withAlgorithm((await readFile(idFile, "utf8")).trim());
}

/** The engine's clock, to tell what a build makes from what it finds; this machine's where the engine does not say. */
async function engineTime(engine: Engine, signal: AbortSignal): Promise<string> {
  const answer = await engine.ask(["info", "--format", "{{ .SystemTime }}"], { signal }).catch(() => "");
  const time = Date.parse(answer);
  return new Date(Number.isNaN(time) ? Date.now() : time).toISOString();
}
