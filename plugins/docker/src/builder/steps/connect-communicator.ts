import { type BuilderState, type Machine, type Owned, step } from "@ingot/sdk";
import { dockerCommunicator } from "../../communicator/docker-communicator.ts";
import { memoryPaths } from "../../communicator/stage.ts";
import type { Engine } from "../../engine.ts";
import { inspect } from "../../inspect.ts";
import type { DockerConfig } from "../config.ts";
import { containerAddress } from "../container-address.ts";
import { generatedFor } from "../generated-data.ts";
import { watchContainer } from "../watch-container.ts";
import type { SourceFacts } from "./pull-image.ts";

interface Needs extends BuilderState<DockerConfig> {
  readonly engine: Engine;
  readonly container: Owned;
  readonly source: SourceFacts;
}

/** Connects to the container by its engine. */
export const connectCommunicator = step({
  name: "StepConnect",
  run: async ({ config, engine, container: { id }, source }: Needs, context): Promise<{ machine: Machine }> => {
    const watch = watchContainer(engine, id);
    context.defer(watch.stop);
    const address = await containerAddress(engine, id, context.signal);
    if (address) context.ui.say(`Using docker communicator to connect: ${address}`);
    const fields = [".Config.User", ".HostConfig.Tmpfs", ".Mounts"];
    const [user, tmpfs, mounts] = await inspect(engine, "container", id, fields, context.signal);
    const container = {
      engine,
      id,
      execUser: config.exec_user,
      hasTerminal: config.pty,
      uploadOwner: config.fix_upload_owner ? String(user || "root") : undefined,
      mountPoint: config.container_dir,
      memoryPaths: memoryPaths(tmpfs, mounts),
      gone: watch.gone,
    };
    return {
      machine: {
        communicator: dockerCommunicator(container, context.build.temp),
        generated: generatedFor(id, "docker", source),
        gone: watch.gone,
      },
    };
  },
});
