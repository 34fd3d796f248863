import type { PluginFinder, PluginNote, RequiredPlugin, Run } from "@ingot/engine";
import type { Host } from "../host.ts";
import type { PluginRules } from "./plugin-rules.ts";

/** The plugins that are installed, for one command. */
export interface InstalledPlugins {
  readonly finder: PluginFinder & { readonly openAll: () => Promise<readonly PluginNote[]> };
  /** Ends what was started, and keeps what was learnt for the next command. */
  readonly close: () => Promise<void>;
}

/** What a registry is opened for. */
export interface RegistryOptions {
  readonly host: Pick<Host, "env" | "cwd" | "events">;
  /** What the template asks for; nothing where there is no template. */
  readonly required: readonly RequiredPlugin[];
  /** The folder that the template stands in: its lock file lies there. Undefined where there is no template. */
  readonly templateDir: string | undefined;
  /** The template as it was named on the command line. */
  readonly template?: string | undefined;
  readonly rules: PluginRules;
  /** The run that owns what is started; without it there is one for what is started here alone. */
  readonly run?: Run | undefined;
  readonly signal?: AbortSignal;
}
