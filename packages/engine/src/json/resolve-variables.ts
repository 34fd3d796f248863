import { join, resolve } from "node:path";
import type { Diagnostic, Range } from "@ingot/hcl";
import { appendAll, errorAt, hasErrors, lookUpSecret, parseJsonTree, readInputText } from "@ingot/hcl";
import { functionsCalled, type InterpolationContext, interpolate } from "@ingot/sdk";
import { withFullStop } from "../template/full-stop.ts";
import { sourceText } from "../template/source-text.ts";
import { type LoadOptions, packerLevel } from "../template/template.ts";
import { whyUnreadable } from "../template/why-unreadable.ts";
import { explainUnresolved } from "./explain-unresolved.ts";
import type { JsonVariable } from "./json-template.ts";

export interface ResolvedVariables {
  readonly values: ReadonlyMap<string, string>;
  readonly sources: ReadonlyMap<string, string>;
  readonly diagnostics: readonly Diagnostic[];
  /** Everything that was given as the value of a sensitive variable, wrong values included. */
  readonly secrets: readonly string[];
  /** Whether a variable has a value that is wrong, or may have one in what could not be read. */
  readonly isInDoubt: (name: string) => boolean;
}

/** As often may variables be rendered that are made of each other. */
const mostPasses = 100;

/**
 * What `{{ }}` expressions of a template see before its variables have values.
 *
 * @param path the template's path, relative to `cwd`; `-` is standard input, undefined the template that stands in for none
 */
export function jsonContext(path: string | undefined, { startedAt, cwd }: LoadOptions): InterpolationContext {
  const templatePath = path && (path === "-" ? join(cwd, "-") : resolve(cwd, path));
  return { dialect: "json", startedAt, cwd, packerVersion: packerLevel, templatePath };
}

/**
 * Gives the user variables of a legacy JSON template their values: defaults, then -var-file, then -var; then renders their `{{ }}`.
 *
 * @param isUnread whether a variable may be declared in what could not be read
 */
export async function resolveVariables(
  declared: ReadonlyMap<string, JsonVariable>,
  sensitive: readonly string[],
  options: LoadOptions,
  context: InterpolationContext,
  isUnread: (name: string) => boolean = () => false,
): Promise<ResolvedVariables> {
  const diagnostics: Diagnostic[] = [];
  const wrong = new Set<string>();
  let isFileMissing = false;
  const isInDoubt = (name: string) => wrong.has(name) || (!given.has(name) && (isFileMissing || isUnread(name)));
  const sources = new Map<string, string>();
  const given = new Map<string, string>();
  const places = new Map<string, Range>();
  for (const { name, valueRange } of declared.values()) places.set(name, valueRange);
  const secrets: string[] = [];
  for (const path of options.variableFiles) {
    const found = { sources, places, diagnostics, secrets, wrong };
    if (!(await readVariableFile(path, options.cwd, given, sensitive, found))) isFileMissing = true;
  }
  for (const { name, value } of options.variables) {
    given.set(name, value);
    wrong.delete(name);
    places.delete(name);
  }
  const raw = new Map<string, string>();
  for (const { name, default: value, range } of declared.values()) {
    const text = given.get(name) ?? value;
    if (text !== null) raw.set(name, text);
    else if (!isFileMissing) {
      wrong.add(name);
      diagnostics.push(
        errorAt(
          range,
          `required variable not set: ${name}`,
          `The variable has no default. Give it a value with -var ${name}=..., or in a file with -var-file.`,
        ),
      );
    }
  }
  for (const [name, value] of given) raw.set(name, value);
  appendAll(
    secrets,
    sensitive.flatMap((name) => raw.get(name) ?? []),
  );
  const rendered = renderVariables(raw, places, {
    ...context,
    inVariables: { env: options.env, lookUp: rememberingLookUp(options) },
    keepFields: true,
    isVariableInDoubt: isInDoubt,
  });
  for (const name of rendered.failed) wrong.add(name);
  appendAll(diagnostics, rendered.diagnostics);
  return { values: rendered.values, sources, diagnostics, secrets, isInDoubt };
}

/** A variable may be rendered many times; a secret store is asked for each of its values once. */
function rememberingLookUp({
  env,
  noteSecret,
}: Pick<LoadOptions, "env" | "noteSecret">): NonNullable<InterpolationContext["inVariables"]>["lookUp"] {
  const known = new Map<string, string>();
  return (name, args) => {
    const key = JSON.stringify([name, ...args]);
    const value = known.get(key) ?? lookUpSecret(name, args, env);
    known.set(key, value);
    if (name !== "consul_key") noteSecret?.(value);
    return value;
  };
}

/** Renders variables until none is left that reads another which is not rendered yet. */
function renderVariables(
  raw: ReadonlyMap<string, string>,
  places: ReadonlyMap<string, Range>,
  context: InterpolationContext,
): {
  readonly values: ReadonlyMap<string, string>;
  /** Variables that could not be rendered, or read one that is in doubt. */
  readonly failed: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
} {
  const values = new Map<string, string>();
  const failed = new Set<string>();
  const isVariableInDoubt = (name: string) => failed.has(name) || context.isVariableInDoubt?.(name) === true;
  const diagnostics: Diagnostic[] = [];
  let waiting = [...raw].sort(([a], [b]) => (a < b ? -1 : 1));
  for (let pass = 0; waiting.length > 0 && pass < mostPasses; pass++) {
    const next: [string, string][] = [];
    for (const [name, text] of waiting) {
      if (context.isVariableInDoubt?.(name)) continue;
      const result = interpolate(text, { ...context, isVariableInDoubt, userVariables: Object.fromEntries(values) });
      if ("awaits" in result && result.awaits.length > 0) failed.add(name);
      else if ("error" in result) {
        failed.add(name);
        diagnostics.push(
          errorAt(
            places.get(name),
            `Failed to interpolate "${name}"`,
            `${withFullStop(result.error)} Correct its value, or give another with -var.`,
          ),
        );
      } else if (result.missingVariables.length > 0 || callsUser(result.value)) {
        next.push([name, result.missingVariables.length > 0 ? text : result.value]);
      } else values.set(name, result.value);
    }
    const hasMoved = next.length < waiting.length || next.some(([, text], at) => text !== waiting[at]?.[1]);
    waiting = next;
    if (!hasMoved) break;
  }
  for (const [name] of waiting) failed.add(name);
  for (const [name, detail] of explainUnresolved(new Map(waiting), (other) => raw.has(other)))
    diagnostics.push(errorAt(places.get(name), `Failed to interpolate "${name}"`, detail));
  return { values, failed, diagnostics };
}

/** A value may itself be written as a call of `user`, which then is rendered in turn. */
function callsUser(text: string): boolean {
  return text.includes("{{") && functionsCalled(text).includes("user");
}

/** Reads a variable file; false where it could not be read, so that nothing is known of what it gives. */
async function readVariableFile(
  path: string,
  cwd: string,
  given: Map<string, string>,
  sensitive: readonly string[],
  found: {
    readonly sources: Map<string, string>;
    readonly places: Map<string, Range>;
    readonly diagnostics: Diagnostic[];
    readonly secrets: string[];
    readonly wrong: Set<string>;
  },
): Promise<boolean> {
  const { sources, places, diagnostics, secrets, wrong } = found;
  let text: string;
  try {
    text = await readInputText(resolve(cwd, path));
  } catch (error) {
    diagnostics.push(
      errorAt(
        undefined,
        "Could not read a variable file",
        `"${path}": ${whyUnreadable(error)} Check the path after -var-file.`,
      ),
    );
    return false;
  }
  sources.set(path, text);
  const tree = parseJsonTree(text, path);
  appendAll(diagnostics, tree.diagnostics);
  if (hasErrors(tree.diagnostics)) return false;
  if (tree.value.k !== "object") {
    diagnostics.push(
      errorAt(
        tree.value.range,
        "Invalid variable file",
        'A variable file of a JSON template is one object of strings: { "region": "eu-1" }.',
      ),
    );
    return false;
  }
  for (const { name, value } of tree.value.properties) {
    if (value.k === "string" || value.k === "null") {
      // Go's decoder takes null for an empty string.
      given.set(name.value, value.k === "string" ? value.value : "");
      wrong.delete(name.value);
      places.set(name.value, value.range);
    } else {
      // A placeholder, so that the variable does not count as missing as well.
      given.set(name.value, "");
      wrong.add(name.value);
      if (sensitive.includes(name.value)) secrets.push(sourceText(text, value.range));
      diagnostics.push(
        errorAt(
          value.range,
          `Invalid value for the variable "${name.value}"`,
          "The values in a variable file of a JSON template must be strings. Put it in double quotes.",
        ),
      );
    }
  }
  return true;
}
