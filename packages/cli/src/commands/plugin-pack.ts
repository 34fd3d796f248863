import { resolve } from "node:path";
import { currentPlatform, type GoPlatform, PluginError } from "@ingot/plugin-manager";
import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";
import { usesColour } from "../output/colours.ts";
import { openPlugin } from "../served/open-plugin.ts";
import { packPlugin } from "../served/pack-plugin.ts";
import { showDiagnostics } from "../session/show-diagnostics.ts";

const table = defineCommand({
  name: "plugin pack",
  summary:
    'Makes one file of a plugin in JavaScript: a program, as far as Packer can tell, with its checksum beside it. It has all that it needs but Node.js, and can be installed with "packer plugins install -path FILE SOURCE" or "ingot plugins install -path FILE SOURCE". DIR is the plugin\'s folder, which is the current one without it; its package.json says the version.',
  positional: { usage: "[DIR]", min: 0, max: 1 },
  flags: {
    output: {
      kind: "string",
      valueName: "folder",
      default: ".",
      help: "Where the files go; it is made where it is not there. Default: the current folder.",
    },
    platform: {
      kind: "list",
      commas: true,
      valueName: "os_arch",
      help: "Make a file for this platform, such as darwin_arm64, instead of the one that this machine has. They differ only in their names. Repeatable.",
    },
    "single-component": {
      kind: "bool",
      default: false,
      help: "Make a file for each component instead, named packer-builder-NAME and so on: Packer before 1.7 finds plugins by such names.",
    },
  },
});

export const pluginPack = commandOf(table, async ({ flags, positional, version, host }) => {
  try {
    const opened = await openPlugin(resolve(host.cwd, positional[0] ?? "."), host, version);
    const written = await packPlugin(opened, {
      output: resolve(host.cwd, flags.output),
      platforms: flags.platform.length > 0 ? flags.platform.map(platformOf) : [currentPlatform()],
      singleComponent: flags["single-component"],
    });
    for (const path of written) await host.write(`${path}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof PluginError)) throw error;
    const { summary, detail } = error;
    const isColoured = usesColour(true, false, host);
    await showDiagnostics([{ severity: "error", summary, detail }], new Map(), { host, isColoured });
    return 1;
  }
});

function platformOf(text: string): GoPlatform {
  const [, os, arch] = /^([a-z0-9]+)_([a-z0-9]+)$/.exec(text) ?? [];
  if (os !== undefined && arch !== undefined) return { os, arch };
  throw new PluginError("Invalid -platform", `"${text}" is not a platform. Write it as linux_amd64 or darwin_arm64.`);
}
