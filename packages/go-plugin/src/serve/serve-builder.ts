import { type BuildContext, type BuilderComponent, completeGenerated, type Machine } from "@ingot/sdk";
import type { RpcClient, Services } from "../rpc/rpc.ts";
import type { HookName } from "../services/hook.ts";
import { hookClient } from "../services/hook-client.ts";
import { errorsAsText, warningsAsTexts } from "./complain.ts";
import { configSpec } from "./config-spec.ts";
import { offerArtifact } from "./offer-artifact.ts";
import { serveComponent } from "./prepare-served.ts";
import { dialHost, type HostVoice, hostVoice, runServed } from "./run-served.ts";
import { createCancellable, type Session } from "./session.ts";

/** The `Builder` service over a builder of ours (plugin-protocol 9.2). */
export function serveBuilder(component: BuilderComponent, session: Session): Services {
  const { secrets } = session;
  const served = serveComponent(component, "builder", session);
  const runs = createCancellable(session);
  return new Map([
    [
      "Builder",
      {
        ConfigSpec: () => configSpec(component.schema, session),
        Prepare: async (args) => {
          const { value, diagnostics } = await served.prepare(args);
          const error = errorsAsText(diagnostics);
          return {
            GeneratedVars: value ? value.generatedNames : null,
            Warnings: warningsAsTexts(diagnostics).map(secrets.text),
            Error: error === undefined ? null : { Message: secrets.text(error) },
          };
        },
        Run: (hostId) =>
          runs.run(async (signal) => {
            const client = await dialHost(hostId, session);
            const voice = hostVoice(client, session);
            try {
              const ready = await served.ready({}, signal);
              const artifact = await runServed(ready, voice, session, signal, (builder, around, job) => {
                const context: BuildContext = {
                  ...around,
                  ...provisioning(client, voice, session),
                  runSteps: (pipeline, state) => job.runSteps(pipeline, state, context),
                };
                return builder.run(context);
              });
              return artifact ? offerArtifact(artifact, session) : 0;
            } finally {
              await voice.settle();
              client.close();
            }
          }),
        Cancel: runs.cancel,
      },
    ],
  ]);
}

/** The template's provisioners are the host's: they are run by its hook, and reach the machine through us. */
function provisioning(
  client: RpcClient,
  voice: HostVoice,
  session: Session,
): Pick<BuildContext, "provision" | "cleanupProvision"> {
  const hook = hookClient(client, session.connection);
  const run = async (name: HookName, machine: Machine, signal: AbortSignal) => {
    const { communicator, secrets = [] } = machine;
    for (const secret of secrets) session.secrets.add(secret);
    const generated = completeGenerated(machine.generated, session.runUuid);
    await hook.run(name, { communicator, generated, ui: voice.ui, ask: voice.ask }, signal);
    await communicator.settle?.(signal);
  };
  return {
    provision: async (machine, signal) => {
      const { gone } = machine;
      if (!gone) return run("packer_provision", machine, signal);
      await run("packer_provision", machine, AbortSignal.any([signal, gone])).catch((error: unknown) => {
        // How a command fails on a machine that dies says little of why.
        throw gone.aborted && !signal.aborted ? gone.reason : error;
      });
    },
    // What saves the logs of a machine may do so when it is dead.
    cleanupProvision: (machine, signal) => run("packer_cleanup_provision", machine, signal),
  };
}
