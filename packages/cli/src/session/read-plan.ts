import {
  hasErrors,
  type LoadOptions,
  loadTemplate,
  type Plan,
  type PreparedPlan,
  preparePlan,
  type Registry,
  type Run,
  type RunBuildsOptions,
  type Selection,
} from "@ingot/engine";
import { createSecretFilter, type Diagnostic } from "@ingot/sdk";
import type { Host } from "../host.ts";
import { logSources } from "./log-reading.ts";
import { openRegistry } from "./open-registry.ts";
import type { PluginRules } from "./plugin-rules.ts";
import { showDiagnostics } from "./show-diagnostics.ts";

export interface ReadOptions {
  readonly path: string;
  readonly load: LoadOptions;
  readonly selection: Selection;
  readonly dataSources: "read" | "unknown";
  readonly sequential: boolean;
  readonly syntaxOnly: boolean;
  /** Whether to warn of what is declared and not used. */
  readonly warnsOfUnused: boolean;
  readonly flags: RunBuildsOptions["around"]["flags"];
  /** Which installed plugins may be used. */
  readonly rules: PluginRules;
  /** The run that owns what is started for components; without it they have one of their own. */
  readonly run?: Run;
  readonly host: Host;
  readonly isColoured: boolean;
  readonly signal: AbortSignal;
}

/** A plan whose components have been checked, with what a run needs beside it. */
export interface ReadPlan {
  readonly plan: Plan;
  readonly prepared: PreparedPlan;
  readonly registry: Registry;
  readonly sources: ReadonlyMap<string, string>;
  readonly secrets: ReturnType<typeof createSecretFilter>;
  /** Ends what was started for components, once they are done with. */
  readonly close: () => Promise<void>;
  /** Some build is not right; the others can run. */
  readonly hasErrors: boolean;
}

/**
 * Reads a template as far as the options say and shows what is wrong with it. A phase with errors is the last one, unless all mistakes are
 * to be found (`load.findsAll`): then every phase runs as far as is sound, and everything is shown together.
 * Resolves with undefined when there is nothing to go on with, and with "syntax" when only the syntax was asked for and it is right.
 */
export async function readPlan(options: ReadOptions): Promise<ReadPlan | "syntax" | undefined> {
  const { host, isColoured, signal, selection } = options;
  const secrets = createSecretFilter();
  host.events.maskWith(secrets.text);
  host.maskCrashes(secrets.text);
  const noteSecret = (text: string) => void secrets.add(text);
  let sources: ReadonlyMap<string, string> = new Map();
  // Expressions are evaluated for each build that reads them, and the template is looked through for each new text only.
  const derived = new Set<string>();
  const noteDerived = (text: string) => {
    if (text.length < shortestDerived || derived.has(text)) return;
    derived.add(text);
    if (!isWritten(text, sources)) secrets.add(text);
  };
  const loaded = await loadTemplate(options.path, { ...options.load, noteSecret, noteDerived });
  sources = loaded.sources;
  for (const secret of loaded.secrets) secrets.add(secret);
  logSources(loaded.sources, host);
  const show = (diagnostics: Parameters<typeof showDiagnostics>[0]) =>
    showDiagnostics(diagnostics, loaded.sources, { host, isColoured, mask: secrets.text });
  const shownLater = options.load.findsAll && loaded.template && !options.syntaxOnly ? loaded.diagnostics : [];
  if ((shownLater !== loaded.diagnostics && (await show(loaded.diagnostics))) || !loaded.template) return undefined;
  if (options.syntaxOnly) return "syntax";

  const { template } = loaded;
  const { requiredPlugins: required, directory: templateDir } = template;
  const { registry, close } = openRegistry({
    host,
    required,
    templateDir,
    template: options.path,
    rules: options.rules,
    run: options.run,
    signal,
  });
  const goOn = async (): Promise<ReadPlan | undefined> => {
    const { dataSources, sequential } = options;
    const initialised = await template.initialise(selection, { registry, dataSources, sequential, signal });
    const { plan, diagnostics } = template.plan(selection);
    const refused = plan.secrets.flatMap(({ name, value }) => secrets.add(value, name) ?? []);
    for (const warning of refused) await showDiagnostics([warning], loaded.sources, { host, isColoured });
    const prepared = await preparePlan(plan, registry, {
      signal,
      cwd: host.cwd,
      env: host.env,
      force: options.flags.force,
      flags: options.flags,
      sensitiveVariables: plan.sensitiveVariables,
      holdsSecret: (text) => secrets.text(text) !== text,
    });
    const unhidden = [...new Set(prepared.secrets)].flatMap((secret) => secrets.add(secret) ?? []);
    for (const warning of unhidden) await showDiagnostics([warning], loaded.sources, { host, isColoured });
    const isPlanWrong = hasErrors([...shownLater, ...initialised.diagnostics, ...diagnostics]);
    const later = [...initialised.diagnostics, ...diagnostics, ...prepared.diagnostics];
    const isSound = ({ subject }: Diagnostic) => !subject || !loaded.isInDoubt(subject);
    const found = withoutRepetition([...shownLater, ...later.filter(isSound)]);
    const meant = new Set(found.flatMap(({ suggestion }) => suggestion ?? []));
    const looksForUnused = options.warnsOfUnused && !hasErrors(loaded.diagnostics);
    const unused = looksForUnused ? await template.findUnused(meant) : [];
    const isWrong = await show([...found, ...unused]);
    const end = async () => {
      await prepared.end();
      await close();
    };
    if (isPlanWrong) {
      await end();
      return undefined;
    }
    return { plan, prepared, registry, sources: loaded.sources, secrets, close: end, hasErrors: isWrong };
  };
  try {
    return await goOn();
  } catch (error) {
    // Programs that were started would keep this one from its end.
    await close();
    throw error;
  }
}

/** What is made of a secret and shorter than this is as likely an ordinary word: "true", a port, the end of a name. */
const shortestDerived = 8;

/** Whether a text stands in the template as it is, in quotes: then it was chosen by a secret, and not made of one. */
function isWritten(text: string, sources: ReadonlyMap<string, string>): boolean {
  const literal = JSON.stringify(text);
  return [...sources.values()].some((source) => source.includes(literal));
}

/** A component that stands in several builds is checked for each; a person needs its mistake once. */
function withoutRepetition(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return diagnostics.filter((d) => {
    const key = JSON.stringify([d.summary, d.detail, d.subject]);
    return !seen.has(key) && seen.add(key);
  });
}
