import { type BuilderState, connect, type Machine, type Owned, type StepContext } from "@ingot/sdk";
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

/** Connects to the container: by its engine, or by a server that runs in it. */
export const connectContainer = connect<Needs>({
  host: ({ engine, container }, context) => containerAddress(engine, container.id, context.signal),
  generated: ({ config, container, source }) => ({
    ...(config.communicator === "none" ? generatedFor("none") : {}),
    ID: container.id,
    ...source,
  }),
  watch: ({ engine, container }, context) => {
    const watch = watchContainer(engine, container.id);
    context.defer(watch.stop);
    return watch.gone;
  },
  others: { docker: connectByEngine },
});

async function connectByEngine({ config, engine, container: { id } }: Needs, context: StepContext): Promise<Machine> {
  const { signal } = context;
  const address = await containerAddress(engine, id, signal).catch(() => undefined);
  signal.throwIfAborted();
  if (address) context.ui.say(`Using docker communicator to connect: ${address}`);
  const fields = [".Config.User", ".HostConfig.Tmpfs", ".Mounts"];
  const [user, tmpfs, mounts] = await inspect(engine, "container", id, fields, signal);
  const container = {
    engine,
    clientName: config.docker_path,
    id,
    execUser: config.exec_user,
    hasTerminal: config.pty,
    uploadOwner: config.fix_upload_owner ? String(user || "root") : undefined,
    mountPoint: config.container_dir,
    memoryPaths: memoryPaths(tmpfs, mounts),
    // The step's own signal aborts when the container stops, too.
    gone: signal,
  };
  return { communicator: dockerCommunicator(container, context.build.temp), generated: generatedFor("docker") };
}
