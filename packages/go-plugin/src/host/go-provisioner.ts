import type { PreparedProvisioner, ProvisionContext, ProvisionerComponent } from "@ingot/sdk";
import { callCancellable } from "../rpc/call-cancellable.ts";
import { addCommunicator } from "../services/add-communicator.ts";
import { addUi } from "../services/add-ui.ts";
import type { GoComponent } from "./go-component.ts";
import { prepareGo } from "./prepare-go.ts";
import { serveCall } from "./serve-call.ts";
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
  await serveCall(process, {
    offer: (services, over) => {
      const signal = AbortSignal.any([over, context.signal]);
      addUi(services, context.ui, context.ask, signal);
      addCommunicator(services, context.communicator, process.connection, signal);
    },
    call: (StreamID) =>
      callCancellable(
        process.client,
        "Provisioner.Provision",
        { GeneratedData: context.generated, StreamID },
        "Provisioner.Cancel",
        context.signal,
      ),
  });
}
