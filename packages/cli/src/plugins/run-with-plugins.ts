import { InstallError, PluginError } from "@ingot/plugin-manager";
import type { Host } from "../host.ts";
import { usesColour } from "../output/colours.ts";
import { runInterruptibly } from "../session/run-interruptibly.ts";
import { showDiagnostics } from "../session/show-diagnostics.ts";
import { openPluginFolder, type PluginFolder } from "./open-plugin-folder.ts";

/**
 * Runs a command on the plugin folders: Ctrl-C stops it, what it learnt of programs is kept, and what is wrong with the folders or the
 * settings is shown. Resolves with the exit code.
 */
export async function runWithPlugins(
  host: Host,
  work: (folder: PluginFolder, signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const isColoured = usesColour(true, false, host);
  return runInterruptibly(isColoured, host, async ({ signal, setTeller }) => {
    setTeller(() => void host.writeError("Stopping; what is not whole is removed.\n"));
    try {
      const folder = await openPluginFolder(host);
      const code = await work(folder, signal);
      await folder.inspector.save();
      return code;
    } catch (error) {
      if (signal.aborted) return 1;
      if (!(error instanceof PluginError)) throw error;
      const { summary, detail } = error;
      await showDiagnostics([{ severity: "error", summary, detail }], new Map(), { host, isColoured });
      return 1;
    }
  });
}

/** What to say of a plugin that could not be had; undefined for a bug. */
export function failureText(error: unknown): string | undefined {
  if (error instanceof InstallError) return error.message;
  return error instanceof PluginError ? `${error.summary}. ${error.detail}` : undefined;
}

/** Whether no server is to be asked. */
export function isOffline(flag: boolean, env: Host["env"]): boolean {
  return flag || !["", "0", "false"].includes(env.INGOT_OFFLINE ?? "");
}
