import { untilAborted } from "@ingot/sdk";
import type { Broker } from "../broker/broker.ts";
import { createRpcClient } from "../rpc/create-rpc-client.ts";
import type { Services } from "../rpc/rpc.ts";
import { communicatorClient } from "./communicator-client.ts";
import type { Hook, HookName } from "./hook.ts";
import { membersOf, readStreamId, readText } from "./read-wire.ts";
import { generatedOfWire } from "./state-value.ts";
import { uiClient } from "./ui-client.ts";

const names: readonly string[] = ["packer_provision", "packer_cleanup_provision"] satisfies HookName[];

/**
 * Serves `Hook`: dials the stream on which the builder serves its machine, and runs the hook there. A name that nobody knows is no error,
 * and does nothing. Values of the machine's data that no provisioner can read are left out, and named in the log.
 *
 * @param log takes what is for the log
 * @param signal aborts when the stream of the calls has ended, or the builder is no longer listened to; hooks that run are aborted
 */
export function addHook(
  services: Services,
  hook: Hook,
  broker: Broker,
  log: (text: string) => void,
  signal: AbortSignal,
): void {
  const running = new Set<AbortController>();
  services.set("Hook", {
    Run: async (args) => {
      const { Name, Data, StreamId } = membersOf(args, ["Name", "Data", "StreamId"], "The hook");
      const name = readText(Name, "Name");
      if (!names.includes(name)) return null;
      const { generated, left } = generatedOfWire(Data ?? null);
      for (const what of left) log(`The data of the machine is for provisioners without ${what}`);
      const id = readStreamId(StreamId, "StreamId");
      if (id === 0) throw new Error("StreamId is missing");
      const cancelled = new AbortController();
      const stop = AbortSignal.any([signal, cancelled.signal]);
      running.add(cancelled);
      try {
        stop.throwIfAborted();
        const client = createRpcClient(await broker.dial(id));
        const { settle, ...voice } = uiClient(client, log);
        const type =
          typeof generated.ConnType === "string" && generated.ConnType !== "" ? generated.ConnType : undefined;
        try {
          const machine = { communicator: communicatorClient(client, broker, type), generated, ...voice };
          await hook.run(name as HookName, machine, stop);
        } finally {
          await untilAborted(settle(), stop).catch(() => undefined);
          client.close();
        }
      } catch (error) {
        // As a Go host says it; a builder may look for it.
        if (cancelled.signal.aborted) throw new Error("context canceled");
        throw error;
      } finally {
        running.delete(cancelled);
      }
      return null;
    },
    Cancel: () => {
      for (const one of running) one.abort(new Error("The builder has cancelled its provisioners"));
      return null;
    },
  });
}
