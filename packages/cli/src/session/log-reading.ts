// What the log has of the way to a plan: which files were read, and which plugins were loaded.

import { entryOf, type PluginEntry } from "@ingot/engine";
import type { Host } from "../host.ts";
import { builtinPlugins } from "./builtin-plugins.ts";

/** Logs the files that a template consists of. */
export function logSources(sources: ReadonlyMap<string, string>, { events }: Pick<Host, "events">): void {
  for (const [path, text] of sources)
    void events.emit({
      type: "log",
      level: "debug",
      source: "template",
      text: `read ${path}, ${text.length} characters`,
    });
}

/** The plugins that come with Ingot; the log says when one is loaded. */
export function loggedPlugins({ events }: Pick<Host, "events">): readonly PluginEntry[] {
  return builtinPlugins.map((plugin) =>
    entryOf({
      ...plugin,
      load: async () => {
        void events.emit({ type: "log", level: "debug", source: "plugin", text: `loads ${plugin.name}` });
        return plugin.load();
      },
    }),
  );
}
