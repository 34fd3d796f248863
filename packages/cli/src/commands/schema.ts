import {
  type ComponentKind,
  componentSchema,
  type PluginNote,
  type Registry,
  schemaDialect,
  templateSchema,
} from "@ingot/engine";
import { type JsonDialect, PluginFailure } from "@ingot/sdk";
import { commandOf } from "../command-of.ts";
import { findNearestName } from "../flags/find-nearest-name.ts";
import { defineCommand } from "../flags/flag-table.ts";
import type { Host } from "../host.ts";
import { usesColour } from "../output/colours.ts";
import { type OpenRegistry, openRegistry } from "../session/open-registry.ts";
import { pluginRulesOf, strictPluginsFlag } from "../session/plugin-rules.ts";
import { showDiagnostics } from "../session/show-diagnostics.ts";

const table = defineCommand({
  name: "schema",
  summary:
    "Prints a JSON Schema (draft-07), for editors and other tools: of a component, written as builder.docker or as builder docker, or of a whole template, written as template. Without a name, lists the components, those of installed plugins too.",
  positional: { usage: "[KIND.TYPE|template]", min: 0, max: 2 },
  isOutputTheResult: true,
  flags: {
    dialect: {
      kind: "enum",
      values: ["hcl2", "json"],
      default: "hcl2",
      help: "Which templates the schema is for: HCL2 in its JSON syntax (*.pkr.json), or legacy JSON.",
    },
    ...strictPluginsFlag,
  },
});

/** What the kinds are called on the command line, and other words for them. */
const kinds: readonly (readonly [word: string, kind: ComponentKind, ...others: string[]])[] = [
  ["builder", "builder", "source"],
  ["provisioner", "provisioner", "error-cleanup-provisioner"],
  ["post-processor", "post-processor", "postprocessor"],
  ["data", "data source", "data-source", "datasource"],
];

export const schema = commandOf(table, async ({ flags, positional, host }) => {
  const open = openRegistry({ host, required: [], templateDir: undefined, rules: pluginRulesOf(flags, host) });
  try {
    return await printSchema(positional, flags.dialect, open, host);
  } catch (error) {
    if (error instanceof PluginFailure) return await fail(host, error.summary, error.detail);
    throw error;
  } finally {
    await open.close();
  }
});

async function printSchema(
  positional: readonly string[],
  dialect: JsonDialect,
  { registry, openAll }: OpenRegistry,
  host: Host,
): Promise<number> {
  if (positional.length === 0) {
    await warn(await openAll(), host);
    await host.write(`${allNames(registry).join("\n")}\n`);
    return 0;
  }
  const print = async (value: object) => {
    await host.writeRaw(`${JSON.stringify(value, undefined, 2)}\n`);
    return 0;
  };
  const name = positional.join(".");
  if (name === "template") {
    const notes = [...(await openAll())];
    const schemaOfAll = await templateSchema(registry, dialect, ({ summary, detail }) => {
      notes.push({ severity: "warning", summary, detail });
    });
    await warn(notes, host);
    return print(schemaOfAll);
  }
  const found = await findComponents(registry, name);
  const [only] = found;
  if (!only || found.length > 1) return refuse(name, found, registry, host);
  if (only.kind === "data source" && dialect === "json")
    return fail(
      host,
      `No schema of ${name} in legacy JSON`,
      "Legacy JSON templates have no data sources. Leave out -dialect=json.",
    );
  const schemaOfOne = await componentSchema(registry, only.kind, only.type, dialect);
  await warn(registry.notes(only.kind, only.type), host);
  return print({ $schema: schemaDialect, ...schemaOfOne });
}

interface Named {
  readonly kind: ComponentKind;
  readonly type: string;
}

function allNames(registry: Registry): readonly string[] {
  return kinds.flatMap(([word, kind]) => registry.names(kind).map((type) => `${word}.${type}`));
}

/** The components that a name means: with its kind one, without it perhaps several. Installed plugins are asked whose name fits. */
async function findComponents(registry: Registry, name: string): Promise<readonly Named[]> {
  const dot = name.indexOf(".");
  const word = name.slice(0, Math.max(dot, 0));
  const type = name.slice(dot + 1);
  const found: Named[] = [];
  for (const [own, kind, ...others] of kinds) {
    if (dot >= 0 && own !== word && !others.includes(word)) continue;
    if (registry.has(kind, type) || (await registry.component(kind, type))) found.push({ kind, type });
  }
  return found;
}

async function refuse(name: string, found: readonly Named[], registry: Registry, host: Host): Promise<number> {
  const names = allNames(registry);
  if (found.length > 1) {
    const meant = names.filter((full) => full.endsWith(`.${name}`));
    return fail(host, `"${name}" is the name of several components`, `Write which one is meant: ${meant.join(", ")}.`);
  }
  const kind = kinds.find((words) => words.includes(name));
  const refusal = kind ? undefined : refusalOf(registry, name);
  if (refusal) return fail(host, refusal.summary, refusal.detail);
  if (kind) {
    const ofKind = names.filter((full) => full.startsWith(`${kind[0]}.`));
    return fail(host, `"${name}" is a kind of component`, `Write which one is meant: ${ofKind.join(", ")}.`);
  }
  const bare = names.map((full) => full.slice(full.indexOf(".") + 1));
  const nearest = findNearestName(name, name.includes(".") ? names : [...names, ...bare, "template"]);
  const advice = nearest ? `Did you mean "${nearest}"?` : 'Run "ingot schema" for the list of those that there are.';
  return fail(host, `There is no component "${name}"`, advice);
}

/** Why the plugin cannot be used that may have a component. */
function refusalOf(registry: Registry, name: string): PluginNote | undefined {
  const type = name.slice(name.indexOf(".") + 1);
  return kinds.flatMap(([, kind]) => registry.notes(kind, type)).find(({ severity }) => severity === "error");
}

/** Says what is to be said of plugins beside the result, which a program may read. */
async function warn(notes: readonly PluginNote[], host: Host): Promise<void> {
  const aside = { ...host, print: (_: string, text: string) => host.writeLog(text) };
  const warnings = notes.map((note) => ({ ...note, severity: "warning" as const }));
  await showDiagnostics(warnings, new Map(), { isColoured: usesColour(true, false, host), host: aside });
}

async function fail(host: Host, summary: string, detail: string): Promise<number> {
  const isColoured = usesColour(true, false, host);
  await showDiagnostics([{ severity: "error", summary, detail }], new Map(), { isColoured, host });
  return 1;
}
