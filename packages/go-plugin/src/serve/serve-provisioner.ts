import type { ProvisionerComponent } from "@ingot/sdk";
import type { Services } from "../rpc/rpc.ts";
import { communicatorClient } from "../services/communicator-client.ts";
import { membersOf } from "../services/read-wire.ts";
import { generatedOfWire } from "../services/state-value.ts";
import { errorsAsText, warningsAsTexts } from "./complain.ts";
import { configSpec } from "./config-spec.ts";
import { serveComponent } from "./prepare-served.ts";
import { dialHost, hostVoice, runServed } from "./run-served.ts";
import { createCancellable, type Session } from "./session.ts";

/** The `Provisioner` service over a provisioner of ours (plugin-protocol 9.3). */
export function serveProvisioner(component: ProvisionerComponent, session: Session): Services {
  const { connection, secrets, log } = session;
  const served = serveComponent(component, "provisioner", session);
  const runs = createCancellable(session);
  return new Map([
    [
      "Provisioner",
      {
        ConfigSpec: () => configSpec(component.schema, session),
        Prepare: async (args) => {
          const { diagnostics } = await served.prepare(args);
          // There is no way to hand warnings over.
          for (const warning of warningsAsTexts(diagnostics)) log(`warning: ${warning}`);
          const error = errorsAsText(diagnostics);
          if (error !== undefined) throw new Error(secrets.text(error));
          return null;
        },
        Provision: (args) =>
          runs.run(async (signal) => {
            const { GeneratedData, StreamID } = membersOf(args, ["GeneratedData", "StreamID"], "The arguments");
            const client = await dialHost(StreamID, session);
            const voice = hostVoice(client, session);
            try {
              const generated = generatedOfWire(GeneratedData ?? null).generated;
              const ready = await served.ready(generated, signal);
              await runServed(ready, voice, session, signal, (provisioner, context) =>
                provisioner.provision({
                  ...context,
                  communicator: communicatorClient(client, connection),
                  generated,
                  // The machine is somebody else's: only he knows the way in.
                  tellWayIn: async () => undefined,
                }),
              );
              return null;
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
