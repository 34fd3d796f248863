import type { PostProcessorComponent } from "@ingot/sdk";
import type { Services, Wire } from "../rpc/rpc.ts";
import { artifactClient } from "../services/artifact-client.ts";
import { generatedOfWire } from "../services/state-value.ts";
import { errorsAsText, warningsAsTexts } from "./complain.ts";
import { configSpec } from "./config-spec.ts";
import { offerArtifact, relayArtifact } from "./offer-artifact.ts";
import { serveComponent } from "./prepare-served.ts";
import { dialHost, hostVoice, runServed } from "./run-served.ts";
import { createCancellable, type Session } from "./session.ts";

/** The `PostProcessor` service over a post-processor of ours (plugin-protocol 9.4). */
export function servePostProcessor(component: PostProcessorComponent, session: Session): Services {
  const { secrets, log } = session;
  const served = serveComponent(component, "post-processor", session);
  const runs = createCancellable(session);

  const postProcess = async (hostId: Wire, signal: AbortSignal) => {
    const client = await dialHost(hostId, session);
    const voice = hostVoice(client, session);
    let isRelayed = false;
    try {
      const input = await artifactClient(client);
      const { generated } = generatedOfWire((await input.state("generated_data")) ?? null);
      const ready = await served.ready(generated, signal);
      const { artifact, keep, keepIsForced } = await runServed(
        ready,
        voice,
        session,
        signal,
        (postProcessor, context) => postProcessor.postProcess(input, { ...context, generated }),
      );
      const answer = { Err: null, Keep: keep, ForceOverride: keepIsForced };
      if (!artifact) return { ...answer, StreamId: 0 };
      // The artifact stays where it is: what the host asks of it is passed on to the host.
      isRelayed = artifact === input;
      return {
        ...answer,
        StreamId: isRelayed ? relayArtifact(artifact, session, client.close) : offerArtifact(artifact, session),
      };
    } finally {
      await voice.settle();
      if (!isRelayed) client.close();
    }
  };
  return new Map([
    [
      "PostProcessor",
      {
        ConfigSpec: () => configSpec(component.schema, session),
        Configure: async (args) => {
          const { diagnostics } = await served.prepare(args);
          for (const warning of warningsAsTexts(diagnostics)) log(`warning: ${warning}`);
          const error = errorsAsText(diagnostics);
          if (error !== undefined) throw new Error(secrets.text(error));
          return null;
        },
        PostProcess: (args) =>
          runs
            .run((signal) => postProcess(args, signal))
            .catch((error: unknown) => ({
              Err: { Message: error instanceof Error ? error.message : String(error) },
              Keep: false,
              ForceOverride: false,
              StreamId: 0,
            })),
        Cancel: runs.cancel,
      },
    ],
  ]);
}
