import type { Engine } from "../engine.ts";
import { inspect } from "../inspect.ts";

/** The address of a container in its first network; undefined where it has none (`--network none` or `host`). */
export async function containerAddress(engine: Engine, id: string, signal: AbortSignal): Promise<string | undefined> {
  const [networks] = await inspect(engine, "container", id, [".NetworkSettings.Networks"], signal);
  const all: readonly unknown[] = Object.values(typeof networks === "object" && networks !== null ? networks : {});
  return all.map(addressOf).find((address) => address !== undefined);
}

function addressOf(network: unknown): string | undefined {
  if (typeof network !== "object" || network === null || !("IPAddress" in network)) return undefined;
  return typeof network.IPAddress === "string" && network.IPAddress ? network.IPAddress : undefined;
}
