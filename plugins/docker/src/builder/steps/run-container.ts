import { type BuilderState, type Owned, type Step, step } from "@ingot/sdk";
import { type Engine, EngineError } from "../../engine.ts";
import { containerKind } from "../../resources/container.ts";
import { baseImage } from "../base-image.ts";
import type { DockerConfig } from "../config.ts";
import { runArguments } from "../run-arguments.ts";

interface Needs extends BuilderState<DockerConfig> {
  readonly engine: Engine;
  readonly sharedFolder: string;
  readonly builtImage?: string;
  readonly builtImageOwned?: Owned;
}

interface Gives {
  readonly container: Owned;
}

/** Starts the container. A step of one run: it remembers the container to say that it goes. */
export function runContainer(): Step<Needs, Gives> {
  let container: string | undefined;
  return step({
    name: "StepRun",
    run: async (state: Needs, context): Promise<Gives> => {
      const { config, engine, sharedFolder } = state;
      context.ui.say("Starting docker container...");
      const args = runArguments(config, baseImage(state), sharedFolder);
      context.ui.message(`Run command: ${config.docker_path} ${args.join(" ")}`);
      const owned = await context.resources.own(
        containerKind,
        () => ({ engine: engine.address, sharedFolder, mountPoint: config.container_dir }),
        (_, signal) => start(engine, args, signal),
        { on: state.builtImageOwned ? [state.builtImageOwned] : [] },
      );
      container = owned.id;
      context.ui.message(`Container ID: ${owned.id}`);
      return { container: owned };
    },
    cleanup: async (_, __, context) => {
      if (container !== undefined) context.ui.say(`Killing the container: ${container}`);
    },
  });
}

async function start(engine: Engine, args: readonly string[], signal: AbortSignal): Promise<string> {
  try {
    return await engine.ask(args, { signal });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const text = `Error running container: Docker exited with a non-zero exit status.\nStderr: ${error.stderr.trim()}`;
    throw new Error(text, { cause: error });
  }
}
