import { definePlugin, killTree, processesWith, processId, processMark, processStat, resourceKind } from "@ingot/sdk";

/**
 * The process of a plugin. It ends by itself when Ingot's connection to it breaks, unless it hangs; then whoever cleans up after a killed
 * Ingot ends it. It ignores every polite signal (plugin-protocol 2.5).
 */
export const pluginProcess = resourceKind<{ readonly mark: string; readonly name: string }>({
  kind: "go-plugin.process",
  reach: "boot",
  describe: (spec, id) => `plugin ${spec.name}${id === undefined ? "" : ` (pid ${id.split(":")[0]})`}`,
  find: async ({ mark }) => {
    const [entry] = Object.entries(processMark(mark));
    const pids = entry ? await processesWith(...entry) : [];
    const ids = await Promise.all(pids.map((pid) => processId(pid).catch(() => undefined)));
    return ids.filter((id) => id !== undefined);
  },
  // A child between fork and exec still shows its parent's environment.
  settleMs: 200,
  destroy: async ({ mark }, id) => {
    const [pid, start] = id.split(":");
    const stat = await processStat(Number(pid));
    if (stat?.startTicks === start && (await killTree(Number(pid), 0))) return;
    // What it started lives on when it has died by itself, and is no longer found below it.
    const [entry] = Object.entries(processMark(mark));
    for (const left of entry ? await processesWith(...entry) : []) await killTree(left, 0);
  },
});

/** What recovery finds the kind by: a plugin without components. */
export const goPluginKinds = definePlugin({ name: "go-plugin", resourceKinds: [pluginProcess] });
