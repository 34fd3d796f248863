import { rm } from "node:fs/promises";
import { isAbsolute, normalize } from "node:path";
import { isOf, meetsByNumbers, parseSource, sumSuffix } from "@ingot/plugin-manager";
import { parseConstraints } from "@ingot/sdk";
import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";
import { reasonOf } from "../output/reason-of.ts";
import { runWithPlugins } from "../plugins/run-with-plugins.ts";

const table = defineCommand({
  name: "plugins remove",
  summary:
    "Removes installed plugins with the checksums beside them: all versions of a source, those that meet a constraint, or the one at an absolute path. Prints the path of each.",
  positional: { usage: "SOURCE [CONSTRAINT] | PATH", min: 1, max: 2 },
  flags: {},
});

export const pluginsRemove = commandOf(table, ({ positional, host }) =>
  runWithPlugins(host, async ({ inventory, directories }) => {
    const [what = "", constraint] = positional;
    const fail = async (text: string) => {
      await host.writeError(`${text}\n`);
      return 1;
    };
    let matching = inventory.plugins;
    if (isAbsolute(what)) {
      if (constraint !== undefined)
        return fail("Error: a path names one program, and takes no constraint. Leave the constraint out.");
      matching = matching.filter(({ path }) => path === normalize(what));
    } else {
      const source = parseSource(what);
      if ("problem" in source)
        return fail(`Error: "${what}" is not a source. ${source.problem} Or give an absolute path.`);
      const constraints = constraint === undefined ? [] : parseConstraints(constraint);
      if (!constraints) return fail(`Error: "${constraint}" is not a constraint. Write it as ">= 1.2.0, < 2.0.0".`);
      matching = matching.filter((plugin) => isOf(plugin, what) && meetsByNumbers(plugin, constraints));
    }
    if (matching.length === 0)
      return fail(
        `Error: there is no such plugin for this platform in ${directories.search.join(" or ")}. "ingot plugins installed" lists those that there are.`,
      );
    for (const { path } of matching) {
      try {
        await rm(path);
        // Without the program, its checksum does no harm.
        await rm(`${path}${sumSuffix}`, { force: true });
      } catch (error) {
        return fail(`Error: ${path} could not be removed: ${reasonOf(error)}. See that you may write to its folder.`);
      }
      await host.write(`${path}\n`);
      await host.tell({ type: "plugin-removed", data: [path] });
    }
    return 0;
  }),
);
