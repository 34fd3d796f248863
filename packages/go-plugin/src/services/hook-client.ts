import type { Broker } from "../broker/broker.ts";
import { callCancellable } from "../rpc/call-cancellable.ts";
import type { RpcClient } from "../rpc/rpc.ts";
import { addCommunicator } from "./add-communicator.ts";
import { addUi } from "./add-ui.ts";
import type { Hook } from "./hook.ts";
import { offerServices } from "./offer-services.ts";
import { wireOfGenerated } from "./state-value.ts";

/**
 * The hook of the peer, for a builder of ours: serves the machine on a stream of its own while it runs. A signal that aborts cancels it
 * there, and ends what runs on the machine for it. Rejects with the peer's error, and with the signal's reason.
 */
export function hookClient(client: RpcClient, broker: Broker): Hook {
  return {
    run: async (name, { communicator, generated, ui, ask }, signal) => {
      signal.throwIfAborted();
      const data = wireOfGenerated(generated);
      const offer = offerServices(
        broker,
        (services, stop) => {
          addCommunicator(services, communicator, broker, stop);
          addUi(services, ui, ask, stop);
        },
        signal,
      );
      const args = { Name: name, Data: data, StreamId: offer.id };
      try {
        await callCancellable(client, "Hook.Run", args, "Hook.Cancel", signal);
      } finally {
        await offer.end();
      }
    },
  };
}
