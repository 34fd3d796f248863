// What the host did in each recording, done by ours.

import type { Artifact, Communicator, Ui } from "@ingot/sdk";
import { noneCommunicator } from "@ingot/sdk";
import { callCancellable } from "../../src/rpc/call-cancellable.ts";
import { createRpcClient } from "../../src/rpc/create-rpc-client.ts";
import type { RpcClient, Wire } from "../../src/rpc/rpc.ts";
import { addArtifact } from "../../src/services/add-artifact.ts";
import { addCommunicator } from "../../src/services/add-communicator.ts";
import { addHook } from "../../src/services/add-hook.ts";
import { serveUi } from "../../src/services/add-ui.ts";
import { artifactClient } from "../../src/services/artifact-client.ts";
import type { Hook } from "../../src/services/hook.ts";
import { offerServices } from "../../src/services/offer-services.ts";
import { callsOn, hasEnded, type RecordedCall } from "./recording.ts";
import type { Script, Stage } from "./replay.ts";

const never = () => new AbortController().signal;
const bytes = (text: string) => new TextEncoder().encode(text);

/** Writes down what is said; `hear` is told, too. */
function listen({ see }: Stage, hear: (text: string) => void = () => undefined): Ui {
  const ui: Ui = {
    say: (text) => {
      see("say", text);
      hear(text);
    },
    message: (text) => see("message", text),
    error: (text) => see("error", text),
    log: () => undefined,
    output: () => ({ write: async () => undefined, end: async () => undefined }),
    progress: (label) => ({
      update: (done, total) => see(`progress of ${label}`, [done, total ?? null]),
      end: () => see("end of", label),
    }),
    emit: (event) => see("event", event),
    as: () => ui,
  };
  return ui;
}

async function outcome(work: Promise<unknown>): Promise<unknown> {
  return work.catch((error: Error) => ({ error: error.message }));
}

/** Calls what the host called on the plugin's main stream, in order; `special` does what has to be done around some calls. */
function callInOrder(
  special: Record<string, (stage: Stage, client: RpcClient, call: RecordedCall) => Promise<void>> = {},
): Script {
  return async (stage) => {
    const { connection, recording, see } = stage;
    const client = createRpcClient(await connection.dial(0));
    for (const call of callsOn(recording, "host", 0)) {
      const name = call.method.slice(call.method.indexOf(".") + 1);
      // Cancellation is sent by what is cancelled.
      if (name === "Cancel") continue;
      if (special[name]) await special[name](stage, client, call);
      else see(call.method, await outcome(client.call(call.method, call.args)));
    }
    if (hasEnded(recording, "host", 1)) client.close();
  };
}

/** Asks the artifact that the plugin offers what was asked. */
async function askArtifact({ connection, recording, see }: Stage, id: number): Promise<void> {
  const client = createRpcClient(await connection.dial(id));
  const calls = callsOn(recording, "host", id);
  const getters = ["BuilderId", "Id", "Files", "String"];
  if (!getters.every((name, at) => calls[at]?.method === `Artifact.${name}`)) {
    for (const { method, args } of calls) see(method, await outcome(client.call(method, args)));
    return;
  }
  const { state, destroy, ...facts } = await artifactClient(client);
  see("artifact", facts);
  for (const { method, args } of calls.slice(4)) {
    if (method === "Artifact.State") see("state", (await state(String(args))) ?? null);
    else see("destroyed", (await outcome(destroy(never()))) ?? null);
  }
}

/** Passes the time for which no call is cancelled. The player takes silence for the end, so nothing else happens meanwhile. */
function letCallsBegin(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 110);
}

/** A builder's run: the hook is the host's provisioners; the run is cancelled when the builder says `cancelAt`. */
function build(hook: Hook["run"], options: { readonly cancelAt?: string; readonly suffix?: string } = {}): Script {
  return callInOrder({
    Run: async (stage, client) => {
      const { connection, see } = stage;
      const stop = new AbortController();
      const ui = listen(stage, (text) => {
        if (text !== options.cancelAt) return;
        letCallsBegin();
        stop.abort(new Error("Ctrl-C"));
      });
      const ask = async (prompt: string) => {
        see("question", prompt);
        return "answer";
      };
      const { id } = offerServices(connection, (services, signal) => {
        serveUi(services, ui, ask, () => options.suffix ?? "", signal);
        const run: Hook["run"] = async (name, machine, hookSignal) => {
          see(name, machine.generated);
          await hook(name, machine, hookSignal);
        };
        addHook(services, { run }, connection, (text) => see("log", text), signal);
      });
      const artifact = await outcome(callCancellable(client, "Builder.Run", id, "Builder.Cancel", stop.signal));
      see("built", artifact);
      if (typeof artifact === "number" && artifact !== 0) await askArtifact(stage, artifact);
    },
  });
}

const says =
  (text: string): Hook["run"] =>
  async (_name, { ui }) =>
    ui.say(text);

/** What Packer's shell provisioner did. */
const shell: Hook["run"] = async (_name, { communicator, ui }, signal) => {
  ui.say("Provisioning with shell script: s.sh");
  await communicator.upload("remote.sh", lines("#!/bin/sh\necho hi\n"), {}, { signal });
  await communicator.exec("chmod 0755 remote.sh", { signal });
  let text = "";
  const stdout = (chunk: Uint8Array) => {
    text += Buffer.from(chunk).toString();
  };
  const environment = "PACKER_BUILDER_TYPE='pyprobe' PACKER_BUILD_NAME='x' X='py-1' ";
  await communicator.exec(`chmod +x remote.sh; ${environment} remote.sh`, { stdout, stderr: () => undefined, signal });
  ui.message(text.trimEnd());
  await communicator.exec("rm -f remote.sh", { signal });
  await communicator.exec("rm -f ", { signal });
};

async function* lines(text: string): AsyncGenerator<Uint8Array> {
  yield bytes(text);
}

/** A provisioner's run on this machine. */
function provision(communicator: (stage: Stage) => Communicator): Script {
  return callInOrder({
    Provision: async (stage, client, call) => {
      const { connection, see } = stage;
      const { id } = offerServices(connection, (services, signal) => {
        addCommunicator(services, communicator(stage), connection, signal);
        serveUi(
          services,
          listen(stage),
          async () => "",
          () => "",
          signal,
        );
      });
      const { GeneratedData } = call.args as { readonly GeneratedData: Wire };
      see("provisioned", await outcome(client.call("Provisioner.Provision", { GeneratedData, StreamID: id })));
    },
  });
}

const machine = ({ see }: Stage): Communicator => ({
  ...noneCommunicator,
  exec: async (command, { stdin, stdout, stderr }) => {
    see("command", command);
    for await (const chunk of stdin ?? []) see("input", chunk);
    await stdout?.(bytes(`out:${command}`));
    await stderr?.(bytes("err"));
    return { k: "exited", code: 7 };
  },
  upload: async (to, content, meta) => {
    let length = 0;
    const parts: Uint8Array[] = [];
    for await (const chunk of content) {
      length += chunk.length;
      if (length < 100) parts.push(chunk);
      else if (chunk.some((byte) => byte !== 0)) see("not zero", length);
    }
    see(`upload to ${to}`, [meta, length, Buffer.concat(parts)]);
  },
  uploadDirectory: async (to, from, { exclude }) => see("upload folder", [to, from, exclude ?? null]),
  downloadDirectory: async (from, to, { exclude }) => {
    see("download folder", [from, to, exclude ?? null]);
    throw new Error("dd failed");
  },
  download: async (from, to) => to(bytes(`content of ${from}`)),
});

/** A post-processor's run on this artifact. */
const postProcess: Script = callInOrder({
  PostProcess: async (stage, client) => {
    const { connection, see } = stage;
    const artifact: Artifact = {
      builderId: "host.builder",
      id: "in-1",
      files: ["in.img"],
      text: "input artifact",
      state: async (key) => {
        see("asked for", key);
        return { ID: "in-1" };
      },
      destroy: async () => see("destroyed", null),
    };
    const { id } = offerServices(connection, (services, signal) => {
      addArtifact(services, artifact, signal);
      serveUi(
        services,
        listen(stage),
        async () => "",
        () => "",
        signal,
      );
    });
    const answer = await client.call("PostProcessor.PostProcess", id);
    see("post-processed", answer);
    await askArtifact(stage, (answer as { readonly StreamId: number }).StreamId);
  },
});

/** The host's part in each recording, by the recording's name. */
export const hostScripts: Readonly<Record<string, Script>> = {
  "builder-cancel-protobuf": build(says(""), { cancelAt: "waiting" }),
  "builder-nil-artifact-protobuf": build(says("")),
  "builder-run-gob": build(says("from hook"), { suffix: "lCQbwo" }),
  "builder-run-protobuf": build(says("from hook"), { suffix: "GShPmm" }),
  "datasource-errors-gob": callInOrder(),
  "datasource-gob": callInOrder(),
  "datasource-protobuf": callInOrder(),
  "flow-control-upload-700000": provision(machine),
  "foreign-plugin-under-sdk-0.6.10-protobuf": build(says("from hook")),
  "keepalive-ping": build(says("")),
  "packer-1.6.6-core-drives-foreign-plugin": build(shell),
  "packer-1.6.6-null-builder": build(says("said through hook stream")),
  "post-processor-new-artifact-protobuf": postProcess,
  "post-processor-same-artifact-protobuf": postProcess,
  "provisioner-communicator-gob": provision(machine),
};
