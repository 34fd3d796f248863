// The public face of @ingot/plugin-manager: which plugins are installed, whether they may run, and how they get there.
export type { InstalledPlugin, PluginDescription } from "./installed-plugin.ts";
