// Packer's `plugins`: four commands in one (core-cli 2.9).

import type { CommandModule } from "../command-of.ts";
import { formatUsage } from "../flags/format-usage.ts";

interface Entry {
  readonly line: string;
  readonly load: () => Promise<CommandModule>;
}

const commands: Readonly<Record<string, Entry>> = {
  install: {
    line: "install a plugin, or the newest version of it that meets a constraint",
    load: async () => (await import("./plugins-install.ts")).pluginsInstall,
  },
  installed: {
    line: "list the plugins that are installed",
    load: async () => (await import("./plugins-installed.ts")).pluginsInstalled,
  },
  remove: {
    line: "remove plugins that are installed",
    load: async () => (await import("./plugins-remove.ts")).pluginsRemove,
  },
  required: {
    line: "list the plugins that a template requires",
    load: async () => (await import("./plugins-required.ts")).pluginsRequired,
  },
};

export const plugins: CommandModule = {
  run: async (words, version, host) => {
    const [word, ...rest] = words;
    const entry = word !== undefined && Object.hasOwn(commands, word) ? commands[word] : undefined;
    if (entry) return (await entry.load()).run(rest, version, host);
    if (word !== undefined && !word.startsWith("-")) {
      const complain = host.form === "json" ? host.writeError : host.writeRaw;
      await complain(`There is no command "plugins ${word}".\n\n`);
    }
    await host.writeRaw(
      formatUsage({
        name: "plugins",
        summary: "Installs, lists and removes plugins. What a template requires is installed by: ingot init TEMPLATE",
        topics: { title: "Commands:", entries: Object.entries(commands).map(([name, { line }]) => [name, line]) },
        positional: { usage: "COMMAND", min: 1, max: Number.POSITIVE_INFINITY },
        flags: {},
      }),
    );
    return word !== undefined && ["-h", "-help", "--help"].includes(word) ? 0 : 1;
  },
};
