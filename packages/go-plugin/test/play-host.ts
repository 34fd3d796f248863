// The host's side of one call of a Go program, by hand: what the services come to with Go at the other end.

import type { Artifact, Communicator, Ui } from "@ingot/sdk";
import { startPlugin } from "../src/host/start-plugin.ts";
import { callCancellable } from "../src/rpc/call-cancellable.ts";
import { createRpcClient } from "../src/rpc/create-rpc-client.ts";
import type { Wire } from "../src/rpc/rpc.ts";
import { addCommunicator } from "../src/services/add-communicator.ts";
import { addHook } from "../src/services/add-hook.ts";
import { addUi } from "../src/services/add-ui.ts";
import { artifactClient } from "../src/services/artifact-client.ts";
import type { Hook } from "../src/services/hook.ts";
import { offerServices } from "../src/services/offer-services.ts";
import type { Encoding } from "../src/spec/hcl-spec.ts";

/** A Go program, and in which encoding to speak with it. */
export interface GoPeer {
  readonly path: string;
  readonly encoding: Encoding;
}

const core: Wire = {
  packer_build_name: "b",
  packer_builder_type: "probe",
  packer_debug: "false",
  packer_force: "false",
};

async function start({ path, encoding }: GoPeer, kind: "builder" | "provisioner", component: string) {
  const flag = encoding === "protobuf" ? ["--protobuf"] : [];
  const program = { path, encoding, args: () => ["start", kind, ...flag, component] };
  const options = { env: {}, log: () => undefined, runUuid: "run-1", startTimeoutMs: 30_000, cancelTimeoutMs: 30_000 };
  return startPlugin(program, kind, component, options);
}

/** Writes down what is said. */
export function recordedUi(said: string[]): Ui {
  const ui: Ui = {
    say: (text) => said.push(`say ${text}`),
    message: (text) => said.push(`message ${text}`),
    error: (text) => said.push(`error ${text}`),
    log: () => undefined,
    output: () => ({ write: async () => undefined, end: async () => undefined }),
    progress: (label) => {
      let last = "";
      return {
        update: (done, total) => {
          last = `${done} of ${total}`;
        },
        end: () => said.push(`progress of ${label}: ${last}`),
      };
    },
    emit: (event) => said.push(JSON.stringify(event)),
    as: () => ui,
  };
  return ui;
}

/** Runs a builder of a Go program with this hook, and looks at its artifact while the program is there. */
export async function buildInGo(
  peer: GoPeer,
  config: Wire,
  hook: Hook["run"],
  said: string[],
  look: (artifact: Artifact) => Promise<void>,
): Promise<void> {
  const { connection, client, end } = await start(peer, "builder", "-packer-default-plugin-name-");
  const signal = new AbortController().signal;
  try {
    await client.call("Builder.Prepare", { Configs: [core, config] });
    const offer = offerServices(connection, (services, over) => {
      addUi(services, recordedUi(said), async (question) => `answer to ${question}`, over);
      addHook(services, { run: hook }, connection, () => undefined, over);
    });
    const id = await callCancellable(client, "Builder.Run", offer.id, "Builder.Cancel", signal);
    // Go's side ends the stream when it is done with it.
    await offer.ended;
    await look(await artifactClient(createRpcClient(await connection.dial(Number(id)))));
  } finally {
    await end();
  }
}

/** Runs a provisioner of a Go program on this machine. */
export async function provisionInGo(
  peer: GoPeer,
  config: Wire,
  communicator: Communicator,
  said: string[],
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const { connection, client, end } = await start(peer, "provisioner", "steps");
  try {
    await client.call("Provisioner.Prepare", { Configs: [core, config, null] });
    const offer = offerServices(connection, (services, over) => {
      addUi(services, recordedUi(said), async () => "", over);
      addCommunicator(services, communicator, connection, AbortSignal.any([over, signal]));
    });
    const args = { GeneratedData: { ID: "i-1", Port: 22 }, StreamID: offer.id };
    await callCancellable(client, "Provisioner.Provision", args, "Provisioner.Cancel", signal);
    await offer.ended;
  } finally {
    await end();
  }
}
