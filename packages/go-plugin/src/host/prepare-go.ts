// Prepares a component of a plugin: what can be told from its spec is told here, with the place of everything; the rest is the plugin's own
// Prepare or Configure, whose complaints are put where they belong.

import { type Diagnostic, errorAt, hasErrors, inSourceOrder } from "@ingot/hcl";
import {
  type ConfigBody,
  type DecodeContext,
  PluginFailure,
  type PrepareContext,
  type Prepared,
  untilAborted,
} from "@ingot/sdk";
import { RemoteError, type Wire } from "../rpc/rpc.ts";
import type { HclObjectSpec } from "../spec/hcl-spec.ts";
import { diagnoseErrors, diagnoseWarnings, fieldNamed, type Subject } from "./diagnose.ts";
import type { GoComponentKind } from "./plugin-program.ts";
import type { PluginSlot } from "./plugin-slot.ts";
import { readHclConfig, readJsonConfig } from "./read-config.ts";
import type { PluginProcess } from "./start-plugin.ts";

/** What a plugin answered to its config. An answer with an error of the call is one, too. */
export interface Answer<T> {
  /** Missing where something is wrong. */
  readonly value?: T;
  /** What is wrong; undefined where nothing is. */
  readonly error?: string | undefined;
  readonly warnings?: readonly string[];
}

/** A component of a plugin, as far as preparing it goes. */
export interface Preparable<T> {
  readonly kind: GoComponentKind;
  /** The service of the wire: "Builder". */
  readonly service: string;
  readonly spec: HclObjectSpec;
  /** The call that takes the configs. */
  readonly configure: (process: PluginProcess, configs: Wire) => Promise<Answer<T>>;
  /** What is known of it while its config is not, where that is of use: it cannot run. */
  readonly early?: (value: T, unknown: readonly string[]) => T;
}

/** What was prepared on a process. JSON configs are handed over once: nothing in them changes until the component runs. */
const prepared = new WeakMap<PluginProcess, Answer<unknown>>();

/** Hands a config to a plugin. Everything that is wrong, a dead plugin among it, is a diagnostic. */
export async function prepareGo<T>(
  component: Preparable<T>,
  slot: PluginSlot,
  body: ConfigBody,
  context: DecodeContext,
  around: PrepareContext,
): Promise<Prepared<T>> {
  const { kind, spec } = component;
  const isJson = around.facts.dialect === "json";
  const config = isJson ? readJsonConfig(kind, spec, body, around) : readHclConfig(kind, spec, body, context, around);
  const { ranges, unknown } = config;
  const end = (diagnostics: readonly Diagnostic[], value?: T): Prepared<T> => ({
    value,
    diagnostics: inSourceOrder(diagnostics),
    unknown,
    secrets: [],
    ranges,
  });
  if (!config.configs) return end(config.diagnostics);
  const { configs } = config;
  const what = `${kind} "${context.component.type}"`;
  try {
    const work = async () => {
      const process = await slot.get();
      const known = isJson ? (prepared.get(process) as Answer<T> | undefined) : undefined;
      if (known) return { process, answer: known };
      await process.client.call(`${component.service}.ConfigSpec`, null);
      const answer = await component.configure(process, { Configs: configs as Wire[] }).catch(complaint);
      if (answer.error === undefined) prepared.set(process, answer);
      return { process, answer };
    };
    around.signal.throwIfAborted();
    const { process, answer } = await untilAborted(work(), around.signal);
    const known = [...spec.parts.keys()];
    const { strangers } = config;
    const { range: header, isOutdated } = body;
    const subject: Subject = {
      what,
      plugin: process.name.replace(/_v\d.*$/, ""),
      header,
      ranges,
      strangers,
      known,
      isOutdated,
    };
    const found = answer.error === undefined ? [] : diagnoseErrors(answer.error, subject);
    // What the builder would have announced is not known where the builder is wrong.
    const errors = around.facts.hasOpenData ? found.filter(({ summary }) => !readsBuild.test(summary)) : found;
    const said = [
      ...config.diagnostics,
      ...diagnoseWarnings(answer.warnings ?? [], subject),
      ...(unknown.length > 0
        ? errors.filter((error) => isCertain(error, { unknown, known, isVague: config.isVague }))
        : errors),
    ];
    if (hasErrors(said) || answer.value === undefined) return end(said);
    return end(said, unknown.length > 0 ? component.early?.(answer.value, unknown) : answer.value);
  } catch (error) {
    around.signal.throwIfAborted();
    const { summary, detail } = error instanceof PluginFailure ? error : misunderstood(error);
    return end([...config.diagnostics, errorAt(body.range, `${summary} (${what})`, detail)]);
  }
}

/** The answer to a call whose error says that something is wrong with the config. */
function complaint(error: unknown): Answer<never> {
  if (error instanceof RemoteError) return { error: error.message };
  throw error;
}

function misunderstood(error: unknown): PluginFailure {
  const why = error instanceof Error ? error.message : String(error);
  return new PluginFailure("A plugin cannot be understood", `${why}. Look for another version of it.`, {
    cause: error,
  });
}

/** How a plugin says that a template reads a value of the build that nobody has announced. */
const readsBuild = /error calling build:/;

interface Doubt {
  readonly unknown: readonly string[];
  readonly known: readonly string[];
  readonly isVague: boolean;
}

/**
 * While something is not known, what is said of it is not believed. What is said of nothing in particular is, unless the plugin sees something
 * as not set that will be: a text that is not known yet reads `<unknown>`, but a list is empty.
 */
function isCertain({ summary, detail }: Diagnostic, { unknown, known, isVague }: Doubt): boolean {
  const text = `${summary}\n${detail}`;
  if (text.includes("<unknown>")) return false;
  const tops = unknown.map((name) => name.split(/[.[]/)[0] ?? name);
  if (tops.some((name) => new RegExp(`\\b${name.replaceAll(/\W/g, "\\$&")}\\b`).test(text))) return false;
  return !isVague || fieldNamed(summary, known) !== undefined;
}

/** The text of a Go error that stands in a body; undefined where there is none. */
export function basicError(value: Wire | undefined): string | undefined {
  if (value === null || value === undefined) return undefined;
  const text = typeof value === "object" && "Message" in value ? value.Message : value;
  return typeof text === "string" && text !== "" ? text : "it failed without saying why";
}
