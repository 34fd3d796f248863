import { randomBytes } from "node:crypto";
import {
  type Artifact,
  type PostProcessContext,
  type PostProcessed,
  type PostProcessorComponent,
  type PreparedPostProcessor,
  untilAborted,
} from "@ingot/sdk";
import { callCancellable } from "../rpc/call-cancellable.ts";
import { createRpcClient } from "../rpc/create-rpc-client.ts";
import type { RpcClient, Services } from "../rpc/rpc.ts";
import { addArtifact } from "../services/add-artifact.ts";
import { addUi } from "../services/add-ui.ts";
import { artifactClient } from "../services/artifact-client.ts";
import { offerServices } from "../services/offer-services.ts";
import { membersOf, readStreamId } from "../services/read-wire.ts";
import type { GoComponent } from "./go-component.ts";
import { basicError, prepareGo } from "./prepare-go.ts";
import type { PluginProcess } from "./start-plugin.ts";

/** A post-processor in a plugin's process (plugin-protocol 9.4). */
export function goPostProcessor({ schema, doc, spec, slotOf }: GoComponent): PostProcessorComponent {
  return {
    schema,
    doc,
    prepare: (body, decode, around) =>
      prepareGo<PreparedPostProcessor>(
        {
          kind: "post-processor",
          service: "PostProcessor",
          spec,
          configure: async (process, configs) => {
            await process.client.call("PostProcessor.Configure", configs);
            return { value: { postProcess: (artifact, context) => postProcess(process, artifact, context) } };
          },
        },
        slotOf(around.holding),
        body,
        decode,
        around,
      ),
  };
}

async function postProcess(
  process: PluginProcess,
  input: Artifact,
  context: PostProcessContext,
): Promise<PostProcessed> {
  const asked = new Set<string>();
  const { client: main, connection } = process;
  const { signal } = context;
  // Never ended from here: a plugin that gives its input back goes on to ask for it, until its process ends.
  const offer = offerServices(connection, (services, until) => {
    addUi(services, context.ui, context.ask, AbortSignal.any([until, signal]));
    addArtifact(services, input, until);
    noteStates(services, asked);
  });
  const answer = await callCancellable(main, "PostProcessor.PostProcess", offer.id, "PostProcessor.Cancel", signal);
  const members = membersOf(answer, ["Err", "Keep", "ForceOverride", "StreamId"], "The answer of PostProcess");
  const error = basicError(members.Err);
  if (error !== undefined) throw new Error(error);
  const id = readStreamId(members.StreamId, "StreamId");
  if (id === 0) return { artifact: undefined, keep: false, keepIsForced: false };
  const take = async () => {
    const client = createRpcClient(await connection.dial(id));
    return (await isRelayed(client, asked)) ? input : artifactClient(client);
  };
  const artifact = await untilAborted(take(), signal);
  return { artifact, keep: members.Keep === true, keepIsForced: members.ForceOverride === true };
}

/** Notes the keys of the input's state that a plugin asks for. */
function noteStates(services: Services, asked: Set<string>): void {
  const artifact = services.get("Artifact");
  const state = artifact?.State;
  if (!artifact || !state) return;
  services.set("Artifact", {
    ...artifact,
    State: (key) => {
      if (typeof key === "string" && key.startsWith(probe)) {
        asked.add(key);
        return null;
      }
      return state(key);
    },
  });
}

const probe = "ingot:";

/**
 * Whether an artifact is the input: an SDK plugin that gives its input back answers each call by asking us. Otherwise it has ended the stream
 * on which it could (plugin-protocol 9.4), so a question that comes back tells.
 */
async function isRelayed(client: RpcClient, asked: ReadonlySet<string>): Promise<boolean> {
  const key = probe + randomBytes(8).toString("hex");
  await client.call("Artifact.State", key).catch(() => undefined);
  return asked.has(key);
}
