import { createRegistry, loadTemplate, type TemplateDescription } from "@ingot/engine";
import { createSecretFilter } from "@ingot/sdk";
import { defineCommand } from "../flags/flag-table.ts";
import { usesColour } from "../output/colours.ts";
import { describeHcl2, describeJson } from "../output/describe-template.ts";
import { writeOut } from "../output/write-out.ts";
import { commandOf } from "../program.ts";
import { builtinPlugins } from "../session/builtin-plugins.ts";
import { showDiagnostics } from "../session/show-diagnostics.ts";
import { loadOptionsOf, selectionOf, templateFlags } from "../session/template-flags.ts";

const table = defineCommand({
  name: "inspect",
  summary:
    "Shows what a template consists of: variables, locals, builds, provisioners and post-processors. Data sources are read; nothing is built.",
  positional: { usage: "TEMPLATE", min: 1, max: 1 },
  flags: {
    ...templateFlags,
    "use-sequential-evaluation": {
      kind: "bool",
      default: false,
      help: "Evaluate all data sources first, then all locals.",
    },
  },
});

export const inspect = commandOf(table, async ({ flags, positional }) => {
  const loaded = await loadTemplate(positional[0] ?? "", loadOptionsOf(flags, false, new Date()));
  const isColoured = usesColour(true, false, process.env, process.stdout.isTTY === true);
  if ((await showDiagnostics(loaded.diagnostics, loaded.sources, { isColoured })) || !loaded.template) return 1;
  // Unset variables and unknown components do not keep anybody from looking at the rest: what could not be evaluated shows as unknown.
  await loaded.template.initialise(selectionOf(flags), {
    registry: createRegistry(builtinPlugins),
    dataSources: "read",
    sequential: flags["use-sequential-evaluation"],
    signal: new AbortController().signal,
  });
  const description = loaded.template.describe();
  await writeOut(
    maskOf(description)(description.dialect === "hcl2" ? describeHcl2(description) : describeJson(description)),
  );
  return 0;
});

/** Masks the values of sensitive variables and locals wherever they show. */
function maskOf(description: TemplateDescription): (text: string) => string {
  const filter = createSecretFilter();
  if (description.dialect === "hcl2") {
    for (const { name, value, sensitive } of [...description.variables, ...description.locals]) {
      if (sensitive && value.k === "string") filter.add(value.value, name);
    }
  }
  return filter.text;
}
