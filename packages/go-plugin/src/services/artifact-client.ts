import { type Artifact, untilAborted } from "@ingot/sdk";
import { RemoteError, type RpcClient, type Wire } from "../rpc/rpc.ts";
import { isMap, readText, readTexts } from "./read-wire.ts";
import { jsonOfState } from "./state-value.ts";

/** The state of artifacts of other processes as it came, for those that pass it on: Json has no bytes, times, or large numbers. */
const rawStates = new WeakMap<Artifact, (key: string) => Promise<Wire>>();

/** The state of an artifact as its process sends it; undefined for an artifact of this process. */
export function rawStateOf(artifact: Artifact): ((key: string) => Promise<Wire>) | undefined {
  return rawStates.get(artifact);
}

/**
 * The artifact of the peer. What it is is asked for once, now; its state and its end are asked for when they are needed, so the client has
 * to stay open as long. A getter that the peer answers with an error is empty, as Packer has it; no answer, or one of another kind, rejects.
 */
export async function artifactClient(client: RpcClient): Promise<Artifact> {
  const get = async (method: string, args: Wire = null): Promise<Wire> => {
    try {
      return await client.call(`Artifact.${method}`, args);
    } catch (error) {
      if (error instanceof RemoteError) return null;
      throw error;
    }
  };
  const [builderId, id, files, text] = await Promise.all(
    ["BuilderId", "Id", "Files", "String"].map((name) => get(name)),
  );
  const rawState = (key: string) => get("State", key);
  const artifact: Artifact = {
    builderId: readText(builderId, "Artifact.BuilderId"),
    id: readText(id, "Artifact.Id"),
    files: readTexts(files, "Artifact.Files") ?? [],
    text: readText(text, "Artifact.String"),
    state: async (key) => jsonOfState(await rawState(key)),
    destroy: async (signal) => {
      const answer = await untilAborted(client.call("Artifact.Destroy", null), signal);
      // A Go server puts its error into the body of an answer that says that all is well (plugin-protocol 9.6).
      if (answer !== null) throw new Error(messageOf(answer));
    },
  };
  rawStates.set(artifact, rawState);
  return artifact;
}

function messageOf(answer: Wire): string {
  const text = isMap(answer) ? answer.Message : answer;
  return typeof text === "string" && text !== "" ? text : "The artifact could not be destroyed";
}
