import type { LoadOptions, Selection } from "@ingot/engine";
import type { Flag, FlagTable, FlagValues } from "../flags/flag-table.ts";
import type { Host } from "../host.ts";
import { strictPluginsFlag } from "./plugin-rules.ts";

/** The flags of every command that reads a template. */
export const templateFlags = {
  only: {
    kind: "list",
    commas: true,
    valueName: "name,...",
    help: "Only these builds; in HCL2 templates with * and other wildcards.",
  },
  except: { kind: "list", commas: true, valueName: "name,...", help: "All builds and post-processors but these." },
  var: { kind: "pairs", valueName: "name=value", help: "A value for a variable." },
  "var-file": {
    kind: "list",
    commas: false,
    valueName: "path",
    help: "A file with values for variables.",
  },
  "config-type": {
    kind: "enum",
    values: ["json", "hcl2"],
    default: "json",
    help: "The language where no template is given.",
    // It has no effect where a template must be given.
    hidden: true,
  },
  ...strictPluginsFlag,
} as const satisfies FlagTable;

/** The flags of the commands that do without a template, too. */
export const optionalTemplateFlags = {
  ...templateFlags,
  "config-type": { ...templateFlags["config-type"], hidden: false },
  "use-sequential-evaluation": {
    kind: "bool",
    default: false,
    help: "Evaluate all data sources first, then all locals.",
  },
} as const satisfies FlagTable;

/** Packer takes the flags of templates for every command; these are for those that have nothing to select, and are not shown. */
export const templateFlagsWithoutEffect: FlagTable = Object.fromEntries(
  Object.entries(templateFlags).map(([name, flag]): [string, Flag] => [name, { ...flag, hidden: true }]),
);

type TemplateFlags = FlagValues<typeof templateFlags>;

/** What -only and -except select. */
export function selectionOf(flags: Pick<TemplateFlags, "only" | "except">): Selection {
  return { only: flags.only, except: flags.except };
}

/** How the template is read with these flags. */
export function loadOptionsOf(
  flags: Pick<TemplateFlags, "var" | "var-file">,
  warnsOfUndeclared: boolean,
  { env, cwd, readStdin }: Pick<Host, "env" | "cwd" | "readStdin">,
): LoadOptions {
  return {
    env,
    cwd,
    variables: flags.var.map(({ key, value }) => ({ name: key, value })),
    variableFiles: flags["var-file"],
    warnsOfUndeclared,
    startedAt: new Date(),
    readStdin,
  };
}
