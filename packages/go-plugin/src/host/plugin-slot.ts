import type { Resources } from "@ingot/sdk";
import { pluginProcess } from "./plugin-process-kind.ts";
import type { PluginProcess } from "./start-plugin.ts";

/** The process of one component of one build: it is started when it is first needed, and anew where it has died or was cancelled since. */
export interface PluginSlot {
  readonly get: () => Promise<PluginProcess>;
  /** The build runs: its processes are owned from now on. */
  readonly own: (resources: Resources) => Promise<void>;
  readonly end: () => Promise<void>;
}

/**
 * @param start gives a process that nobody else has
 */
export function openSlot(start: () => Promise<PluginProcess>): PluginSlot {
  let current: Promise<PluginProcess> | undefined;
  let owner: Resources | undefined;
  const own = async (process: PluginProcess) => {
    const spec = { mark: process.mark, name: process.name };
    // It runs already: what is written down is what there is.
    await owner?.own(
      pluginProcess,
      () => spec,
      async () => process.id,
    );
    return process;
  };
  return {
    get: async () => {
      const before = await current?.catch(() => undefined);
      if (before?.isUsable()) return before;
      await before?.end();
      current = start().then(own);
      return current;
    },
    own: async (resources) => {
      owner = resources;
      const process = await current?.catch(() => undefined);
      if (process) await own(process);
    },
    end: async () => {
      await (await current?.catch(() => undefined))?.end();
    },
  };
}
