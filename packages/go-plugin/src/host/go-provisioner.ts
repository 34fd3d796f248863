import type { PreparedProvisioner, ProvisionContext, ProvisionerComponent } from "@ingot/sdk";
import { callCancellable } from "../rpc/call-cancellable.ts";
import { addCommunicator } from "../services/add-communicator.ts";
import { addUi } from "../services/add-ui.ts";
import { offerServices } from "../services/offer-services.ts";
import type { GoComponent } from "./go-component.ts";
import { prepareGo } from "./prepare-go.ts";
import type { PluginProcess } from "./start-plugin.ts";

/** A provisioner in a plugin's process (plugin-protocol 9.3). */
export function goProvisioner({ schema, doc, spec, slotOf }: GoComponent): ProvisionerComponent {
  return {
    schema,
    doc,
    prepare: (body, decode, around) =>
      prepareGo<PreparedProvisioner>(
        {
          kind: "provisioner",
          service: "Provisioner",
          spec,
          configure: async (process, configs) => {
            await process.client.call("Provisioner.Prepare", configs);
            return { value: { provision: (context) => provision(process, context) } };
          },
        },
        slotOf(around.holding),
        body,
        decode,
        around,
      ),
  };
}

async function provision(process: PluginProcess, context: ProvisionContext): Promise<void> {
  const { client, connection } = process;
  const { signal, generated } = context;
  const offer = offerServices(
    connection,
    (services, until) => {
      addUi(services, context.ui, context.ask, until);
      addCommunicator(services, context.communicator, connection, until);
    },
    signal,
  );
  try {
    const args = { GeneratedData: generated, StreamID: offer.id };
    await callCancellable(client, "Provisioner.Provision", args, "Provisioner.Cancel", signal);
  } finally {
    await offer.end();
  }
}
