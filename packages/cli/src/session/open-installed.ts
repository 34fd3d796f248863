// The plugins that are installed on this machine. This file is imported when a template needs one, and not before.

import { realpathSync } from "node:fs";
import { dirname } from "node:path";
import { findStateDir, openRun, type Run } from "@ingot/engine";
import { openGoPlugins } from "@ingot/go-plugin";
import { openFinder, openInspector } from "@ingot/plugin-manager";
import { cleanupCommand } from "./cleanup-command.ts";
import type { InstalledPlugins, RegistryOptions } from "./installed-plugins.ts";

export interface InstalledOptions extends RegistryOptions {
  /** The level of the built-in plugin of a source, where there is one. */
  readonly builtInLevel: (source: string) => string | undefined;
}

/** Opens the finder of installed plugins for one command. */
export function openInstalled(options: InstalledOptions): InstalledPlugins {
  const { host, rules, signal } = options;
  const stateDir = findStateDir(host.env);
  const inspector = openInspector({ stateDir, ...(signal ? { signal } : {}) });
  const log = (text: string) => host.events.emit({ type: "log", level: "debug", source: "plugin", text });
  const run = options.run ?? ownRun(stateDir, (text) => void log(text));
  const goPlugins = openGoPlugins({
    env: host.env,
    log,
    resources: run.build("").scope("plugins", new AbortController().signal).resources,
    ...(signal ? { signal } : {}),
  });
  const finder = openFinder({
    env: host.env,
    cwd: host.cwd,
    stateDir,
    required: options.required,
    builtInLevel: options.builtInLevel,
    templateDir: options.templateDir,
    template: options.template ?? "TEMPLATE",
    ...rules,
    commandFolder: commandFolder(),
    inspector,
    ...(signal ? { signal } : {}),
    goPlugins,
    log: (text) => void log(text),
  });
  const close = async () => {
    await Promise.all([goPlugins.close(), inspector.save()]);
    if (run !== options.run) await run.close(new AbortController().signal);
  };
  return { finder, close };
}

/** A run for what is started here alone. It costs nothing before that. */
function ownRun(stateDir: string, warn: (text: string) => void): Run {
  return openRun({ stateDir, emit: () => undefined, supervisor: { command: cleanupCommand, warn } });
}

/** The folder that this program really lies in. */
function commandFolder(): string | undefined {
  try {
    return dirname(realpathSync(process.argv[1] ?? ""));
  } catch {
    return undefined;
  }
}
