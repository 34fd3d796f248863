import { type BuilderState, type Machine, type Owned, step } from "@ingot/sdk";
import { dockerCommunicator } from "../../communicator/docker-communicator.ts";
import type { Engine } from "../../engine.ts";
import { inspect } from "../../inspect.ts";
import type { DockerConfig } from "../config.ts";
import { containerAddress } from "../container-address.ts";
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
    const container = {
      engine,
      id,
      execUser: config.exec_user,
      hasTerminal: config.pty,
      uploadOwner: config.fix_upload_owner ? await containerUser(engine, id, context.signal) : undefined,
      gone: watch.gone,
    };
    return {
      machine: {
        communicator: dockerCommunicator(container, context.build.temp),
        generated: { ...noLogin, ID: id, ConnType: "docker", ...source },
        gone: watch.gone,
      },
    };
  },
});

/** What provisioners know of a machine that nobody logs in to: the names are there, and empty. */
const noLogin = {
  Host: "",
  Port: 0,
  User: "",
  Password: "",
  SSHPublicKey: "",
  SSHPrivateKey: "",
  SSHPrivateKeyFile: "",
  SSHAgentAuth: false,
  WinRMPassword: "",
};

async function containerUser(engine: Engine, id: string, signal: AbortSignal): Promise<string> {
  const [user] = await inspect(engine, "container", id, [".Config.User"], signal);
  return typeof user === "string" && user ? user : "root";
}
