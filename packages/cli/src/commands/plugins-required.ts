import { isSatisfiedBy, loadRequirements, sourceKind } from "@ingot/engine";
import { checkInstalled, isOf, listNpmPlugins, meetsByNumbers, PluginError } from "@ingot/plugin-manager";
import { parseConstraints, parseVersion, satisfies } from "@ingot/sdk";
import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";
import { usesColour } from "../output/colours.ts";
import { runWithPlugins } from "../plugins/run-with-plugins.ts";
import { builtinPlugins } from "../session/builtin-plugins.ts";
import { showDiagnostics } from "../session/show-diagnostics.ts";

const table = defineCommand({
  name: "plugins required",
  summary:
    "Lists the plugins that a template requires: the name by which it calls each, the source, the constraint, and the paths of what is installed and meets it. What comes with Ingot is marked as built in.",
  positional: { usage: "TEMPLATE", min: 1, max: 1 },
  isOutputTheResult: true,
  flags: {},
});

export const pluginsRequired = commandOf(table, async ({ positional, host }) => {
  const { plugins, diagnostics, sources, dialect } = await loadRequirements(positional[0] ?? "", host.cwd);
  if (await showDiagnostics(diagnostics, sources, { host, isColoured: usesColour(true, false, host) })) return 1;
  if (plugins.length === 0) {
    const why =
      dialect === "json"
        ? "A legacy JSON template cannot say which plugins it requires."
        : "The template requires no plugins.";
    await host.write(`${why}\n`);
    return 0;
  }
  return runWithPlugins(host, async ({ directories, inventory, inspector }) => {
    const isRight = async (plugin: (typeof inventory.plugins)[number]) => {
      try {
        return Boolean(await checkInstalled(plugin, inspector));
      } catch (error) {
        if (error instanceof PluginError) return false;
        throw error;
      }
    };
    for (const required of plugins) {
      const { name, source, version } = required;
      const constraints = parseConstraints(version) ?? [];
      const paths: string[] = [];
      if (builtinPlugins.some((entry) => isSatisfiedBy(required, entry))) paths.push("(built in)");
      else if (sourceKind(source) === "npm") {
        for (const one of await listNpmPlugins(directories.npm)) {
          const found = parseVersion(one.version);
          if (`npm/${one.package}` === source && found && satisfies(found, constraints)) paths.push(one.folder);
        }
      } else {
        for (const plugin of inventory.plugins)
          if (isOf(plugin, source) && meetsByNumbers(plugin, constraints) && (await isRight(plugin)))
            paths.push(plugin.path);
      }
      await host.write(`${[name, source, `"${version}"`, ...paths].join(" ")}\n`);
      await host.tell({ type: "plugin-required", data: [name, source, version, ...paths] });
    }
    return 0;
  });
});
