import { createRegistry, loadTemplate } from "@ingot/engine";
import { createSecretFilter } from "@ingot/sdk";
import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";
import { usesColour } from "../output/colours.ts";
import { describeHcl2, describeJson } from "../output/describe-template.ts";
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

export const inspect = commandOf(table, async ({ flags, positional, host }) => {
  const loaded = await loadTemplate(positional[0] ?? "", loadOptionsOf(flags, false, host));
  const isColoured = usesColour(true, false, host);
  const secrets = createSecretFilter();
  for (const secret of loaded.secrets) secrets.add(secret);
  const wrong = await showDiagnostics(loaded.diagnostics, loaded.sources, { isColoured, host, mask: secrets.text });
  if (wrong || !loaded.template) return 1;
  // Unset variables and unknown components do not keep anybody from looking at the rest: what could not be evaluated shows as unknown.
  const selection = selectionOf(flags);
  const registry = createRegistry(builtinPlugins);
  await loaded.template.initialise(selection, {
    registry,
    dataSources: "read",
    sequential: flags["use-sequential-evaluation"],
    signal: new AbortController().signal,
  });
  for (const { name, value } of loaded.template.plan(selection, registry).plan.secrets) secrets.add(value, name);
  const description = loaded.template.describe();
  await host.write(
    secrets.text(description.dialect === "hcl2" ? describeHcl2(description) : describeJson(description)),
  );
  return 0;
});
