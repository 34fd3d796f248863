// The functions that every `{{ }}` expression may call, with the rules of where each is available. Their names are
// always known, so that a call in the wrong place says that it is the wrong place.
import { randomBytes } from "node:crypto";
import { dirname, resolve } from "node:path";
import { sprintf, type TemplateFunctions } from "@ingot/gotemplate";
import { formatGoLayout, formatRfc3339, formatStrftime, type SecretStoreFunction, toLower, toUpper } from "@ingot/hcl";
import { isBuildPlaceholder } from "./build-placeholder.ts";
import type { InterpolationContext } from "./context.ts";
import { fillKnownFields } from "./fill-known-fields.ts";

/** What a rendering asked for in vain. */
export interface Wanted {
  readonly awaits: Set<string>;
  readonly missingVariables: Set<string>;
}

/** The functions of one rendering. */
export function interpolationFunctions(context: InterpolationContext, wanted: Wanted): TemplateFunctions {
  const { startedAt } = context;
  const functions: TemplateFunctions = {
    build_name: { parameters: [], run: () => needed(context.buildName, "build_name") },
    build_type: { parameters: [], run: () => needed(context.buildType, "build_type") },
    build: { parameters: ["string"], run: (name) => buildValue(context, String(name), wanted) },
    user: { parameters: ["string"], run: (name) => userValue(context, String(name), wanted, functions) },
    env: { parameters: ["string"], run: (name) => envValue(context, String(name)) },
    isotime: {
      parameters: [],
      variadic: "string",
      run: (...layouts) => {
        if (layouts.length > 1) throw new Error(`at most one layout, ${layouts.length} given`);
        return layouts.length === 0 ? formatRfc3339(startedAt) : formatGoLayout(startedAt, String(layouts[0]));
      },
    },
    strftime: { parameters: ["string"], run: (format) => formatStrftime(startedAt, String(format)) },
    timestamp: { parameters: [], run: () => String(Math.floor(startedAt.getTime() / 1000)) },
    uuid: { parameters: [], run: timeOrderedId },
    pwd: { parameters: [], run: () => context.cwd },
    template_dir: { parameters: [], run: () => templateFolder(context) },
    packer_version: { parameters: [], run: () => context.packerVersion },
    upper: { parameters: ["string"], run: (text) => toUpper(String(text)) },
    lower: { parameters: ["string"], run: (text) => toLower(String(text)) },
    split: {
      parameters: ["string", "string", "int"],
      run: (text, separator, index) => element(String(text), String(separator), Number(index)),
    },
    replace: {
      parameters: ["string", "string", "int", "string"],
      run: (old, by, count, text) => replaceFirst(String(text), String(old), String(by), Number(count)),
    },
    replace_all: {
      parameters: ["string", "string", "string"],
      run: (old, by, text) => replaceFirst(String(text), String(old), String(by), -1),
    },
    sed: {
      variadic: "any",
      parameters: [],
      run: () => {
        throw new Error("this function was removed; use replace or replace_all");
      },
    },
    consul_key: lookup(context, "consul_key", 1),
    vault: lookup(context, "vault", 2),
    aws_secretsmanager: lookup(context, "aws_secretsmanager", 1, 1),
    aws_secretsmanager_raw: lookup(context, "aws_secretsmanager_raw", 1),
    ...context.functions,
  };
  return functions;
}

function needed(value: string | undefined, name: string): string {
  if (value === undefined || value === "")
    throw new Error(`${name} is not available here; it exists inside builds only`);
  return value;
}

function buildValue(context: InterpolationContext, name: string, wanted: Wanted): string {
  const { data } = context;
  if (!data)
    throw new Error(`${name} is not passed to this component; build works in provisioners and post-processors`);
  const later = `{{.${name}}}`;
  if (!Object.hasOwn(data, name) && context.hasOpenData) {
    wanted.awaits.add(name);
    return later;
  }
  if (!Object.hasOwn(data, name)) {
    throw new Error(
      `there is data of the build, but ${JSON.stringify(name)} is not in it; it has ${Object.keys(data).sort().join(", ") || "nothing"}`,
    );
  }
  const value = data[name];
  // The WinRM password's place is held by the expression itself.
  if (value !== later && !isBuildPlaceholder(value)) return typeof value === "string" ? value : sprintf("%v", [value]);
  wanted.awaits.add(name);
  return later;
}

function userValue(context: InterpolationContext, name: string, wanted: Wanted, functions: TemplateFunctions): string {
  if (context.dialect === "hcl2")
    throw new Error(`user does not exist in HCL templates; write \${var.${name}} instead`);
  if (context.isVariableInDoubt?.(name)) {
    wanted.awaits.add(`user ${name}`);
    return "";
  }
  const variables = context.userVariables ?? {};
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (value === undefined) wanted.missingVariables.add(name);
  return fillKnownFields(value ?? "", context.data, functions);
}

function envValue(context: InterpolationContext, name: string): string {
  if (!context.inVariables) throw new Error("env is only available in the default values of variables");
  return context.inVariables.env[name] ?? "";
}

function templateFolder(context: InterpolationContext): string {
  if (context.dialect === "hcl2")
    throw new Error(`template_dir does not exist in HCL templates; write \${path.root} instead`);
  if (context.templatePath === undefined)
    throw new Error("template_dir is not available here, because the template has no path");
  return resolve(context.cwd, dirname(context.templatePath));
}

function lookup(
  context: InterpolationContext,
  name: SecretStoreFunction,
  count: number,
  optional = 0,
): TemplateFunctions[string] {
  const parameters = Array.from({ length: count }, () => "string" as const);
  return {
    parameters,
    ...(optional > 0 ? { variadic: "string" as const } : {}),
    run: (...args) => {
      if (!context.inVariables) throw new Error(`${name} is only available in the values of variables`);
      if (args.length > count + optional)
        throw new Error(`at most ${count + optional} arguments, ${args.length} given`);
      const { lookUp } = context.inVariables;
      if (!lookUp) throw new Error(`${name} has no store to ask`);
      return lookUp(name, args.map(String));
    },
  };
}

function element(text: string, separator: string, index: number): string {
  const parts = text.split(separator);
  const part = index < 0 ? undefined : parts[index];
  if (part === undefined) {
    throw new Error(`element ${index} was asked for, and ${JSON.stringify(text)} has ${parts.length}, counted from 0`);
  }
  return part;
}

const maxReplacedLength = 16_000_000;

/** Replaces the first `count` occurrences, or all where `count` is negative. An empty `old` stands between all characters. */
function replaceFirst(text: string, old: string, by: string, count: number): string {
  const parts = old === "" ? ["", ...text, ""] : text.split(old);
  if (text.length + parts.length * by.length > maxReplacedLength)
    throw new Error(`the text would be longer than ${maxReplacedLength} characters`);
  const last = count < 0 ? parts.length - 1 : Math.min(count, parts.length - 1);
  let out = parts[0] ?? "";
  for (let i = 1; i < parts.length; i++) out += (i <= last ? by : old) + (parts[i] ?? "");
  return out;
}

/** Eight hexadecimal digits of the time in seconds, then random ones, in the form of a UUID; a new one on each call. */
function timeOrderedId(): string {
  const seconds = Math.floor(Date.now() / 1000)
    .toString(16)
    .padStart(8, "0");
  const random = randomBytes(12).toString("hex");
  return `${seconds}-${random.slice(0, 4)}-${random.slice(4, 8)}-${random.slice(8, 12)}-${random.slice(12)}`;
}
