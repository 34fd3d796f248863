import { createRegistry, type Registry, type RequiredPlugin } from "@ingot/engine";
import type { Host } from "../host.ts";
import { loggedPlugins } from "./log-reading.ts";

/** The components that a command may use, and the end of everything that was started for them. */
export interface OpenRegistry {
  readonly registry: Registry;
  /** Ends what is left of the processes that were started, once the command is done. */
  readonly close: () => Promise<void>;
}

/** What a registry is opened for. */
export interface RegistryOptions {
  readonly host: Pick<Host, "env" | "cwd" | "events">;
  /** What the template asks for; nothing where there is no template. */
  readonly required: readonly RequiredPlugin[];
  /** The folder that the template stands in: its lock file lies there. Undefined where there is no template. */
  readonly templateDir: string | undefined;
}

/** Opens the registry of a command. */
export function openRegistry({ host }: RegistryOptions): OpenRegistry {
  return { registry: createRegistry(loggedPlugins(host)), close: async () => undefined };
}
