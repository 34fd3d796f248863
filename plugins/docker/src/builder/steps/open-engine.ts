import { type BuilderState, ProcessStartError, step } from "@ingot/sdk";
import { type Engine, engineAt, findEngine } from "../../engine.ts";
import type { DockerConfig } from "../config.ts";

/** Finds the client and the engine that it talks to, and looks whether it can be started at all. */
export const openEngine = step({
  name: "StepDefaultGeneratedData",
  run: async ({ config }: BuilderState<DockerConfig>, context): Promise<{ engine: Engine }> => {
    const engine = engineAt(await findEngine(config.docker_path, process.env));
    context.ui.log(await clientVersion(engine, config.docker_path, context.signal));
    return { engine };
  },
});

async function clientVersion(engine: Engine, name: string, signal: AbortSignal): Promise<string> {
  try {
    return await engine.ask(["-v"], { signal });
  } catch (error) {
    if (!(error instanceof ProcessStartError)) throw error;
    throw new Error(
      `The program "${name}" could not be started. Install Docker (Debian: docker.io) or Podman, or set docker_path to the client's path`,
      { cause: error },
    );
  }
}
