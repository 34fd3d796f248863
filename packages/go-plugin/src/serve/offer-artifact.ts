import type { Artifact } from "@ingot/sdk";
import { addArtifact } from "../services/add-artifact.ts";
import { offerServices } from "../services/offer-services.ts";
import { generatedOfWire } from "../services/state-value.ts";
import type { Session } from "./session.ts";

/**
 * Serves an artifact of ours on a stream of its own.
 * @returns the number of the stream
 */
export function offerArtifact(artifact: Artifact, session: Session): number {
  return offer(
    {
      builderId: artifact.builderId,
      id: artifact.id,
      files: artifact.files,
      text: artifact.text,
      // Packer ends a build in whose generated data there is anything but scalars (plugin-protocol 9.8).
      state: async (key) => {
        const value = await artifact.state(key);
        return key === "generated_data" && value !== undefined ? generatedOfWire(value).generated : value;
      },
      destroy: artifact.destroy,
    },
    session,
  );
}

/**
 * Serves the host's own artifact: what is asked of it is passed on to the host.
 *
 * @param onEnd is called when the host has no use for it any more
 */
export function relayArtifact(artifact: Artifact, session: Session, onEnd: () => void): number {
  return offer(artifact, session, onEnd);
}

function offer(artifact: Artifact, { connection, gone, log }: Session, onEnd: () => void = () => undefined): number {
  const { id, ended } = offerServices(connection, (services, signal) => addArtifact(services, artifact, signal), gone);
  void ended.then((error) => {
    if (error && !gone.aborted) log(`artifact: ${error.message}`);
    onEnd();
  });
  return id;
}
