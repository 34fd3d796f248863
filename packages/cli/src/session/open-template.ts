import { loadNoTemplate, loadTemplate, type Template } from "@ingot/engine";
import { createSecretFilter } from "@ingot/sdk";
import type { FlagValues } from "../flags/flag-table.ts";
import type { Host } from "../host.ts";
import { usesColour } from "../output/colours.ts";
import { logSources } from "./log-reading.ts";
import { openRegistry } from "./open-registry.ts";
import { pluginRulesOf } from "./plugin-rules.ts";
import { showDiagnostics } from "./show-diagnostics.ts";
import { loadOptionsOf, type optionalTemplateFlags, selectionOf } from "./template-flags.ts";

/** A template to look at, with what must not be seen of it. */
export interface OpenTemplate {
  readonly template: Template;
  readonly isColoured: boolean;
  /** Masks secrets. */
  readonly mask: (text: string) => string;
}

/**
 * Reads and initialises a template for commands that only look at it. With no path, or with several (core-cli 2.3), there is only what
 * -config-type stands for. Resolves with undefined when the template could not be read; what is wrong has been shown then.
 */
export async function openTemplate(
  positional: readonly string[],
  flags: FlagValues<typeof optionalTemplateFlags>,
  host: Host,
): Promise<OpenTemplate | undefined> {
  const [path] = positional.length === 1 ? positional : [];
  const secrets = createSecretFilter();
  const noteSecret = (text: string) => void secrets.add(text);
  const options = { ...loadOptionsOf(flags, false, host), noteSecret };
  const loaded = await (path === undefined
    ? loadNoTemplate(flags["config-type"], options)
    : loadTemplate(path, options));
  const { template, sources } = loaded;
  const isColoured = usesColour(true, false, host);
  host.events.maskWith(secrets.text);
  host.maskCrashes(secrets.text);
  for (const secret of loaded.secrets) secrets.add(secret);
  logSources(sources, host);
  const wrong = await showDiagnostics(loaded.diagnostics, sources, { isColoured, host, mask: secrets.text });
  if (wrong || !template) return undefined;
  // Unset variables and unknown components do not keep anybody from looking at the rest: what could not be evaluated shows as unknown.
  const selection = selectionOf(flags);
  const { requiredPlugins: required, directory: templateDir } = template;
  const { registry, close } = openRegistry({
    host,
    required,
    templateDir,
    template: path,
    rules: pluginRulesOf(flags, host),
  });
  await template.initialise(selection, {
    registry,
    dataSources: "read",
    readsInSpiteOfErrors: true,
    sequential: flags["use-sequential-evaluation"],
    signal: new AbortController().signal,
  });
  const { plan } = template.plan(selection);
  await close();
  const refused = plan.secrets.flatMap(({ name, value }) => secrets.add(value, name) ?? []);
  // What these commands print on standard output is their result, which a script may read.
  const aside = host.isForPeople ? { ...host, print: (_: string, text: string) => host.writeLog(text) } : host;
  for (const warning of refused) await showDiagnostics([warning], sources, { isColoured, host: aside });
  return { template, isColoured, mask: secrets.text };
}
