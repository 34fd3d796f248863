// What the plugin did in each recording, done by ours: what its component would have answered is taken from the recording.

import { type Communicator, noneCommunicator } from "@ingot/sdk";
import { createRpcClient } from "../../src/rpc/create-rpc-client.ts";
import type { Method, RpcClient, Services, Wire } from "../../src/rpc/rpc.ts";
import { serveRpc } from "../../src/rpc/serve-rpc.ts";
import { addArtifact } from "../../src/services/add-artifact.ts";
import { artifactClient } from "../../src/services/artifact-client.ts";
import { communicatorClient } from "../../src/services/communicator-client.ts";
import { hookClient } from "../../src/services/hook-client.ts";
import { offerServices } from "../../src/services/offer-services.ts";
import { generatedOfWire } from "../../src/services/state-value.ts";
import { type UiClient, uiClient } from "../../src/services/ui-client.ts";
import { callsOn, type RecordedCall } from "./recording.ts";
import type { Script, Stage } from "./replay.ts";

const never = () => new AbortController().signal;
const bytes = (text: string) => new TextEncoder().encode(text);

/** A method of a component, which gets the call as it was recorded. */
type Special = (stage: Stage, args: Wire, call: RecordedCall) => Promise<Wire>;

/** Serves what was called, with the answers of the recording; `special` are the methods in which something is done. */
function serveRecorded(special: Record<string, Special> = {}): Script {
  return async (stage) => {
    const { connection, recording, see } = stage;
    const services: Services = new Map();
    for (const { method } of callsOn(recording, "host", 0)) {
      const [service = "", name = ""] = method.split(".");
      const calls = callsOn(recording, "host", 0).filter((call) => call.method === method);
      if (calls[0]?.error.startsWith("rpc: can't find")) continue;
      const answer: Method = async (args) => {
        see(method, args);
        const call = calls.shift();
        if (!call) throw new Error(`${method} was called once more than in the recording`);
        if (special[name]) return special[name](stage, args, call);
        if (call.error !== "") throw new Error(call.error);
        return call.answer;
      };
      services.set(service, { ...services.get(service), [name]: answer });
    }
    const main = serveRpc(await connection.accept(0), services);
    // A recording may break off without an end of the stream.
    void main.catch(() => undefined);
    const lasts = recording.events.some((event) => event.from === "host" && event.stream === 1 && event.k === "end");
    if (lasts) await main;
  };
}

/** What a component does with its host: the stream is ended when it is done. */
async function withHost<T>(
  stage: Stage,
  id: Wire,
  work: (client: RpcClient, voice: UiClient) => Promise<T>,
): Promise<T> {
  const client = createRpcClient(await stage.connection.dial(Number(id)));
  const voice = uiClient(client, () => undefined);
  try {
    return await work(client, voice);
  } finally {
    await voice.settle();
    client.close();
  }
}

/** Offers an artifact that answers as the recorded one. */
function offerRecorded({ connection, recording, see }: Stage): number {
  const calls = [...recording.streams.values()]
    .filter(({ opener, k }) => opener === "host" && k === "rpc")
    .map((stream) => callsOn(recording, "host", stream.id))
    .flatMap((all) => (all[0]?.method.startsWith("Artifact.") ? all : []));
  const answerOf = (method: string, args: Wire = null) =>
    calls.find((call) => call.method === `Artifact.${method}` && (args === null || call.args === args))?.answer ?? null;
  const texts = Object.fromEntries(["BuilderId", "Id", "String"].map((name) => [name, String(answerOf(name))]));
  const { id } = offerServices(connection, (services, signal) => {
    const artifact = {
      builderId: texts.BuilderId ?? "",
      id: texts.Id ?? "",
      text: texts.String ?? "",
      files: answerOf("Files") as readonly string[],
      state: async () => undefined,
      destroy: async () => see("destroyed", null),
    };
    addArtifact(services, artifact, signal);
    const state: Method = (key) => {
      see("asked for", key);
      return answerOf("State", key);
    };
    // A Go server's error of a destruction stands where ours does not put it.
    const destroyed = answerOf("Destroy");
    services.set("Artifact", {
      ...services.get("Artifact"),
      State: state,
      ...(destroyed === null ? {} : { Destroy: () => destroyed }),
    });
  });
  return id;
}

/** A builder that does this with its host before it has made its artifact. */
function build(work: (stage: Stage, client: RpcClient, voice: UiClient) => Promise<void>): Script {
  return serveRecorded({
    Run: async (stage, id, call) => {
      await withHost(stage, id, (client, voice) => work(stage, client, voice));
      return call.answer === 0 ? 0 : offerRecorded(stage);
    },
  });
}

/** Lets the host's provisioners work on the machine, with the data of the recording. */
async function callHook(
  { connection, recording, see }: Stage,
  client: RpcClient,
  { ui, ask }: UiClient,
  communicator: Communicator,
): Promise<void> {
  const call = callsOn(recording, "plugin", 1).find(({ method }) => method === "Hook.Run");
  const { Data } = call?.args as { readonly Data: Wire };
  const machine = { communicator, generated: generatedOfWire(Data).generated, ui, ask };
  await hookClient(client, connection).run("packer_provision", machine, never());
  see("provisioned", null);
}

/** The builder that was written for the recordings with SDK 0.6.10. */
const probe = build(async (stage, client, voice) => {
  const { ui, ask, settle } = voice;
  ui.say("hello");
  ui.message("msg");
  ui.error("bad");
  ui.emit({ type: "machine", category: "cat", args: ["a1", "a2"] });
  stage.see("answer", await ask("q?", [], never()));
  await settle();
  // Go reports its last read, too, of no bytes: ours does not.
  const id = await client.call("Ui.NewTrackProgress", { Src: "src.iso", TotalSize: 10, CurrentSize: 0 });
  for (const count of [10, 0]) await client.call(`Ui${id}.Add`, count);
  await client.call(`Ui${id}.Close`, null);
  await callHook(stage, client, voice, noneCommunicator);
});

/** The machine of the builder that is no Go program. */
const machine = ({ see }: Stage): Communicator => ({
  ...noneCommunicator,
  upload: async (to, content, meta) => {
    for await (const chunk of content) see(`upload to ${to}`, [chunk, meta]);
  },
  exec: async (command, { stdout }) => {
    see("command", command);
    await stdout?.(bytes("hello from fake remote\n"));
    return { k: "exited", code: 0 };
  },
});

const foreign = build(async (stage, client, voice) => {
  voice.ui.say("hello from python plugin");
  voice.ui.emit({ type: "machine", category: "x", args: ["1"] });
  await voice.settle();
  await callHook(stage, client, voice, machine(stage));
});

/** A builder that waits until it is cancelled. */
const cancelled: Script = (stage) => {
  let cancel = () => undefined as unknown;
  const isCancelled = new Promise<void>((resolve) => {
    cancel = () => resolve();
  });
  return serveRecorded({
    Cancel: async () => {
      cancel();
      return null;
    },
    Run: async (_, id, call) => {
      await withHost(stage, id, async (_client, { ui }) => {
        ui.say("waiting");
        await isCancelled;
        ui.say("cancelled");
      });
      throw new Error(call.error);
    },
  })(stage);
};

/** A provisioner that does this on the machine, and ends as the recorded one. */
function provision(work: (stage: Stage, communicator: Communicator, voice: UiClient) => Promise<void>): Script {
  return serveRecorded({
    Provision: async (stage, args, call) => {
      const { StreamID } = args as { readonly StreamID: Wire };
      await withHost(stage, StreamID, (client, voice) =>
        work(stage, communicatorClient(client, stage.connection), voice),
      );
      if (call.error !== "") throw new Error(call.error);
      return null;
    },
  });
}

const everything = provision(async ({ see }, communicator, { ui, settle }) => {
  const signal = never();
  let [out, err] = ["", ""];
  const exit = await communicator.exec("echo hi", {
    stdin: from("input"),
    stdout: (chunk) => {
      out += Buffer.from(chunk).toString();
    },
    stderr: (chunk) => {
      err += Buffer.from(chunk).toString();
    },
    signal,
  });
  ui.say(`exit ${exit.k === "exited" ? exit.code : exit.k} out ${JSON.stringify(out)} err ${JSON.stringify(err)}`);
  await settle();
  const meta = { name: "f.txt", sizeBytes: 5, mode: 0o755, modifiedMs: 1_700_000_000_000 };
  await communicator.upload("/r/f", from("hello"), meta, { signal });
  await communicator.upload("/r/g", from("hello"), {}, { signal });
  await communicator.uploadDirectory("/dst", "src", { signal });
  await communicator
    .downloadDirectory("/rsrc", "ldst", { exclude: ["*.log"], signal })
    .catch((error: Error) => ui.say(`downloaddir err: ${error.message}`));
  await settle();
  await communicator.download("/r/h", (chunk) => ui.say(`dl ${Buffer.from(chunk)}`), { signal });
  see("downloaded", null);
});

const large = provision(async (_, communicator) => {
  const content = (async function* () {
    for (let left = 700_000; left > 0; left -= 50_000) yield new Uint8Array(50_000);
  })();
  await communicator.upload("/big", content, {}, { signal: never() });
});

async function* from(text: string): AsyncGenerator<Uint8Array> {
  yield bytes(text);
}

const told = 'host.builder in-1 [in.img] input artifact map[interface {}]interface {}{"ID":"in-1"}';

/** A post-processor that makes an artifact of its own. */
const newArtifact = serveRecorded({
  PostProcess: async (stage, id, { answer }) => {
    await withHost(stage, id, async (client, { ui }) => {
      const { state, destroy: _, ...facts } = await artifactClient(client);
      stage.see("artifact", [facts, (await state("generated_data")) ?? null]);
      ui.say(told);
    });
    return { ...(answer as Record<string, Wire>), StreamId: offerRecorded(stage) };
  },
});

/** A post-processor that hands its artifact on: Go's asks the host again for all of it, ours once. */
const sameArtifact = serveRecorded({
  PostProcess: async (stage, id, { answer }) => {
    const client = createRpcClient(await stage.connection.dial(Number(id)));
    const { state, destroy: _, ...facts } = await artifactClient(client);
    stage.see("artifact", [facts, (await state("generated_data")) ?? null]);
    const { ui, settle } = uiClient(client, () => undefined);
    ui.say(told);
    await settle();
    const names = ["BuilderId", "Id", "Files", "String", "State", "Destroy"];
    const relay = (name: string): [string, Method] => [name, (args) => client.call(`Artifact.${name}`, args)];
    const offer = offerServices(stage.connection, (services) =>
      services.set("Artifact", Object.fromEntries(names.map(relay))),
    );
    return { ...(answer as Record<string, Wire>), StreamId: offer.id };
  },
});

/** The plugin's part in each recording, by the recording's name. */
export const pluginScripts: Readonly<Record<string, Script>> = {
  "builder-cancel-protobuf": cancelled,
  "builder-nil-artifact-protobuf": build(async () => undefined),
  "builder-run-gob": probe,
  "builder-run-protobuf": probe,
  "datasource-errors-gob": serveRecorded(),
  "datasource-gob": serveRecorded(),
  "datasource-protobuf": serveRecorded(),
  "flow-control-upload-700000": large,
  "foreign-plugin-under-sdk-0.6.10-protobuf": foreign,
  "keepalive-ping": build(async () => undefined),
  "packer-1.6.6-core-drives-foreign-plugin": foreign,
  "packer-1.6.6-null-builder": build((stage, client, voice) => callHook(stage, client, voice, noneCommunicator)),
  "post-processor-new-artifact-protobuf": newArtifact,
  "post-processor-same-artifact-protobuf": sameArtifact,
  "provisioner-communicator-gob": everything,
};
