import type { Artifact } from "@ingot/sdk";
import type { Services } from "../rpc/rpc.ts";
import { rawStateOf } from "./artifact-client.ts";
import { readText } from "./read-wire.ts";

/**
 * Serves `Artifact`. An artifact that cannot be destroyed answers with an error of the call: in the body, where a Go server has it, it would
 * break the stream of a Go client (plugin-protocol 9.6). The state of an artifact of another process is passed on as it came.
 *
 * @param signal ends the destruction of the artifact
 */
export function addArtifact(services: Services, artifact: Artifact, signal: AbortSignal): void {
  const rawState = rawStateOf(artifact);
  services.set("Artifact", {
    BuilderId: () => artifact.builderId,
    Id: () => artifact.id,
    String: () => artifact.text,
    Files: () => artifact.files,
    State: async (args) => {
      const key = readText(args, "The key");
      return rawState ? rawState(key) : ((await artifact.state(key)) ?? null);
    },
    Destroy: async () => {
      await artifact.destroy(signal);
      return null;
    },
  });
}
