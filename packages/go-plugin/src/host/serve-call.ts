import type { Services, Wire } from "../rpc/rpc.ts";
import { serveRpc } from "../rpc/serve-rpc.ts";
import type { PluginProcess } from "./start-plugin.ts";

/** How long a plugin may take to come for the services that a call offers it: it is busy, perhaps, in milliseconds. */
const acceptMs = 60_000;

/** A call that offers services to the plugin while it lasts, or longer. */
export interface OfferedCall {
  /** Adds the services. The signal aborts when the call is over: what is then still asked or followed is given up. */
  readonly offer: (services: Services, signal: AbortSignal) => void;
  readonly call: (streamId: number) => Promise<Wire>;
}

/** Serves what a call offers, and gives its answer. The plugin ends the stream when it wants no more of it. */
export async function serveCall(process: PluginProcess, { offer, call }: OfferedCall): Promise<Wire> {
  const services: Services = new Map();
  const over = new AbortController();
  offer(services, over.signal);
  const { connection } = process;
  const id = connection.nextId();
  // It may fail before it comes for them, and then never does.
  const served = connection.accept(id, acceptMs).then((stream) => serveRpc(stream, services));
  served.catch(() => undefined);
  try {
    return await call(id);
  } finally {
    over.abort(new Error("The call is over"));
  }
}
