import type { Artifact } from "@ingot/sdk";
import { serveRpc } from "../rpc/serve-rpc.ts";
import type { Services } from "../rpc/rpc.ts";
import { addArtifact } from "../services/add-artifact.ts";
import { generatedOf } from "./generated-data.ts";
import type { Session } from "./session.ts";

/** The host dials once it has the answer of the call; it may be busy. In milliseconds. */
const patienceMs = 60_000;

/**
 * Serves an artifact on a stream of its own.
 *
 * @param onEnd is called when the host has no use for it any more
 * @returns the number of the stream
 */
export function offerArtifact(artifact: Artifact, session: Session, onEnd: () => void = () => undefined): number {
  const { connection, gone, log } = session;
  const services: Services = new Map();
  addArtifact(services, fitForGo(artifact), gone);
  const id = connection.nextId();
  connection
    .accept(id, patienceMs)
    .then((stream) => serveRpc(stream, services))
    .catch((error: Error) => log(`artifact: ${error.message}`))
    .finally(onEnd);
  return id;
}

/** Packer ends a build in whose generated data there is anything but scalars. */
function fitForGo(artifact: Artifact): Artifact {
  return {
    builderId: artifact.builderId,
    id: artifact.id,
    files: artifact.files,
    text: artifact.text,
    state: async (key) => {
      const value = await artifact.state(key);
      return key === "generated_data" && value !== undefined ? generatedOf(value) : value;
    },
    destroy: (signal) => artifact.destroy(signal),
  };
}
