import { commandOf } from "../command-of.ts";
import { defineCommand } from "../flags/flag-table.ts";
import { usesColour } from "../output/colours.ts";
import { pluginRulesOf, prereleaseFlag } from "../session/plugin-rules.ts";
import { readPlan } from "../session/read-plan.ts";
import { loadOptionsOf, selectionOf, templateFlags } from "../session/template-flags.ts";

const table = defineCommand({
  name: "validate",
  summary:
    "Checks that a template is right: its syntax, its variables, and the configuration of every builder, provisioner and post-processor. Exits with 1 when something is wrong.",
  positional: { usage: "TEMPLATE", min: 1, max: 1 },
  flags: {
    ...templateFlags,
    ...prereleaseFlag,
    "syntax-only": { kind: "bool", default: false, help: "Only check the syntax and the values of variables." },
    "evaluate-datasources": {
      kind: "bool",
      default: false,
      help: "Read data sources, as a build does; otherwise only their arguments are checked.",
    },
    "no-warn-undeclared-var": {
      kind: "bool",
      default: false,
      help: "Do not warn of values in variable files that the template does not declare.",
    },
    "no-warn-unused": {
      kind: "bool",
      default: false,
      help: "Do not warn of variables, locals and data sources that nothing reads, of sources that no build uses, and in JSON templates of user variables that are not there.",
    },
    "use-sequential-evaluation": {
      kind: "bool",
      default: false,
      help: "Evaluate all data sources first, then all locals.",
    },
  },
});

export const validate = commandOf(table, async ({ flags, positional, host }) => {
  const result = await readPlan({
    path: positional[0] ?? "",
    load: { ...loadOptionsOf(flags, !flags["no-warn-undeclared-var"], host), findsAll: true },
    selection: selectionOf(flags),
    dataSources: flags["evaluate-datasources"] ? "read" : "unknown",
    sequential: flags["use-sequential-evaluation"],
    syntaxOnly: flags["syntax-only"],
    warnsOfUnused: !flags["no-warn-unused"],
    flags: { debug: false, force: false, onError: "cleanup" },
    rules: pluginRulesOf(flags, host),
    host,
    isColoured: usesColour(true, false, host),
    signal: new AbortController().signal,
  });
  if (result === "syntax") {
    await host.write("Syntax-only check passed. Everything looks okay.\n");
    return 0;
  }
  await result?.close();
  if (!result || result.hasErrors) return 1;
  await host.write("The configuration is valid.\n");
  return 0;
});
