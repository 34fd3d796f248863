import type { PluginProcess } from "./start-plugin.ts";

/** The process of one component of one build: it is started when it is first needed, and anew where it has died or was cancelled since. */
export interface PluginSlot {
  readonly get: () => Promise<PluginProcess>;
  readonly end: () => Promise<void>;
}

/**
 * @param start gives a process that nobody else has
 */
export function openSlot(start: () => Promise<PluginProcess>): PluginSlot {
  let current: Promise<PluginProcess> | undefined;
  return {
    get: async () => {
      const before = await current?.catch(() => undefined);
      if (before?.isUsable()) return before;
      await before?.end();
      current = start();
      return current;
    },
    end: async () => {
      await (await current?.catch(() => undefined))?.end();
    },
  };
}
