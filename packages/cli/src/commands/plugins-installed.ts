import { checkInstalled, listNpmPlugins, PluginError } from "@ingot/plugin-manager";
import { formatVersion } from "@ingot/sdk";
import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";
import { runWithPlugins } from "../plugins/run-with-plugins.ts";

const table = defineCommand({
  name: "plugins installed",
  summary:
    "Lists the plugins that are installed for this platform and are as they should be: the checksum of each matches, and it is what its name says. One path a line.",
  positional: { usage: "", min: 0, max: 0 },
  isOutputTheResult: true,
  flags: {},
});

export const pluginsInstalled = commandOf(table, ({ host }) =>
  runWithPlugins(host, async ({ directories, inventory, inspector }) => {
    const log = (path: string, why: string) =>
      host.events.emit({ type: "log", level: "info", source: "plugins", text: `${path} is passed over: ${why}` });
    for (const { path, reason } of inventory.skipped) await log(path, reason);
    // Packer lists the best of each plugin last.
    const names = [...new Set(inventory.plugins.map(({ name }) => name))];
    for (const plugin of names.flatMap((name) => inventory.plugins.filter((one) => one.name === name).reverse())) {
      try {
        await checkInstalled(plugin, inspector);
        await host.write(`${plugin.path}\n`);
        await host.tell({ type: "plugin", data: [plugin.source, formatVersion(plugin.version), plugin.path] });
      } catch (error) {
        if (!(error instanceof PluginError)) throw error;
        await log(plugin.path, error.message);
      }
    }
    for (const { package: name, version, folder } of await listNpmPlugins(directories.npm)) {
      await host.write(`${folder}\n`);
      await host.tell({ type: "plugin", data: [`npm/${name}`, version, folder] });
    }
    return 0;
  }),
);
