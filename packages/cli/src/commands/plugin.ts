// The commands for those who make plugins. To Packer `plugin` is another name of `plugins`: all words but ours go there (core-cli 1).

import type { CommandModule } from "../command-of.ts";
import { formatUsage } from "../flags/format-usage.ts";

/** Our words, and where their work is. */
const own: Readonly<Record<string, { readonly line: string; readonly load: () => Promise<CommandModule> }>> = {
  new: {
    line: "begin a plugin in TypeScript",
    load: async () => (await import("../plugin-template/new-plugin-command.ts")).pluginNew,
  },
  pack: {
    line: "make one file of a plugin, that Packer takes for a program",
    load: async () => (await import("./plugin-pack.ts")).pluginPack,
  },
  serve: {
    line: "run a plugin behind Packer's wire protocol",
    load: async () => (await import("./plugin-serve.ts")).pluginServe,
  },
};

export const plugin: CommandModule = {
  run: async (words, version, host) => {
    const [word, ...rest] = words;
    const found = word !== undefined && Object.hasOwn(own, word) ? own[word] : undefined;
    if (found) return (await found.load()).run(rest, version, host);
    if (word !== undefined && !word.startsWith("-"))
      return (await import("./plugins.ts")).plugins.run(words, version, host);
    await host.writeRaw(
      formatUsage({
        name: "plugin",
        summary: "For those who make plugins. Plugins that others have made are installed with: ingot plugins",
        topics: { title: "Commands:", entries: Object.entries(own).map(([name, { line }]) => [name, line]) },
        positional: { usage: "COMMAND", min: 1, max: Number.POSITIVE_INFINITY },
        flags: {},
      }),
    );
    return word !== undefined && ["-h", "-help", "--help"].includes(word) ? 0 : 1;
  },
};
