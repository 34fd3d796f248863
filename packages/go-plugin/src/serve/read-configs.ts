// The `Configs` of Prepare and Configure: settings in layers, of which later ones win, and what Packer says about the build among them
// (plugin-protocol 6.1, 6.3).

import { type Path, type Range, T, V, type Value } from "@ingot/hcl";
import {
  type AnySchema,
  bodyFromValue,
  buildPlaceholder,
  type ConfigBody,
  isBuildPlaceholder,
  type OnError,
  overlayBody,
} from "@ingot/sdk";
import { decodeCtyJson } from "../cty/decode-cty-json.ts";
import type { Wire } from "../rpc/rpc.ts";
import { isMap, membersOf } from "../services/read-wire.ts";
import { restoreAny } from "../spec/restore-any.ts";
import { valueOfWire } from "./value-of-wire.ts";

/** What Packer says about the build, whichever dialect the template is in. */
export interface PackerFacts {
  readonly buildName: string | undefined;
  readonly builderType: string | undefined;
  readonly coreVersion: string | undefined;
  readonly templatePath: string | undefined;
  readonly debug: boolean;
  readonly force: boolean;
  readonly onError: OnError;
  /** The values behind `{{ user }}`; undefined for HCL2 templates, which have none. */
  readonly userVariables: Readonly<Record<string, string>> | undefined;
  readonly sensitiveVariables: readonly string[];
}

/** A component's config as it came. */
export interface Configs {
  readonly dialect: "hcl2" | "json";
  readonly packer: PackerFacts;
  /** Names of the build's values of which the host has sent placeholders. */
  readonly buildNames: readonly string[];
  /**
   * The settings.
   * @param schema what the component takes
   * @param isEarly the build has not begun: texts that stand for a value of it are unknowns. In a build they are what they say
   */
  readonly body: (schema: AnySchema, isEarly: boolean) => ConfigBody;
}

const onErrors: readonly string[] = ["cleanup", "abort", "ask", "run-cleanup-provisioner"] satisfies OnError[];

/** Reads the arguments of Prepare or Configure. Throws where they cannot be read. */
export function readConfigs(args: Wire): Configs {
  const { Configs: configs } = membersOf(args, ["Configs"], "The arguments");
  if (configs !== null && configs !== undefined && !Array.isArray(configs)) throw new Error("Configs must be a list");
  const facts = new Map<string, Wire>();
  const names: string[] = [];
  const layers: { readonly value: Value; readonly isTyped: boolean }[] = [];
  for (const config of (configs ?? []) as readonly Wire[]) {
    // Bytes are always a value of HCL2, text never is (plugin-protocol 6.1).
    if (config instanceof Uint8Array) layers.push({ value: decodeCtyJson(config), isTyped: true });
    else if (isMap(config) && isPlaceholders(config)) names.push(...Object.keys(config));
    else if (isMap(config)) {
      const own: [string, Wire][] = [];
      for (const [name, value] of Object.entries(config)) {
        if (name.startsWith("packer_")) facts.set(name, value ?? null);
        else own.push([name, value ?? null]);
      }
      if (own.length > 0) layers.push({ value: valueOfWire(Object.fromEntries(own)), isTyped: false });
    } else if (config !== null) throw new Error("Each of Configs must be a map, or the bytes of a value");
  }
  const [first = { value: V.object([]), isTyped: true }, ...rest] = layers;
  return {
    dialect: layers.some(({ isTyped }) => isTyped) || layers.length === 0 ? "hcl2" : "json",
    packer: packerFacts(facts),
    buildNames: names,
    body: (schema, isEarly) => {
      const read = isEarly ? withUnknowns : (value: Value) => value;
      const settings = read(first.isTyped ? restoreAny(schema, first.value) : first.value);
      const base = bodyFromValue(settings, !first.isTyped, { range: placeOf([]), rangeOf: placeOf });
      return rest.reduce((body, { value }) => overlayBody(body, read(value), placeOf), base);
    },
  };
}

/** There are no places over the wire: the "file" of each is the path in the config, for messages. */
function placeOf(path: Path): Range {
  const start = { line: 1, column: 1, byte: 0 };
  const filename = path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`),
    "",
  );
  return { filename, start, end: start };
}

function isPlaceholders(config: object): boolean {
  const entries = Object.entries(config);
  return (
    entries.length > 0 &&
    entries.some(([name, value]) => value === buildPlaceholder(name)) &&
    entries.every(([name, value]) => value === buildPlaceholder(name) || value === `{{.${name}}}`)
  );
}

function packerFacts(facts: ReadonlyMap<string, Wire>): PackerFacts {
  const text = (name: string) => {
    const value = facts.get(name);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  // HCL2 sends these as texts.
  const yes = (name: string) => [true, "true", "1", 1].some((one) => facts.get(name) === one);
  const onError = text("packer_on_error");
  const variables = facts.get("packer_user_variables");
  const sensitive = facts.get("packer_sensitive_variables");
  return {
    buildName: text("packer_build_name"),
    builderType: text("packer_builder_type"),
    coreVersion: text("packer_core_version"),
    templatePath: text("packer_template_path"),
    debug: yes("packer_debug"),
    force: yes("packer_force"),
    onError: onError !== undefined && onErrors.includes(onError) ? (onError as OnError) : "cleanup",
    userVariables: isMap(variables)
      ? Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value ?? "")]))
      : undefined,
    sensitiveVariables: Array.isArray(sensitive) ? sensitive.filter((name) => typeof name === "string") : [],
  };
}

/** The text that HCL2 templates have for a value of the build while it has not begun. */
const unknownText = "<unknown>";

/** The value with unknowns for the texts that Packer puts in their place (plugin-protocol 6.2, 6.4). */
function withUnknowns(value: Value): Value {
  if (value.k === "string")
    return value.value.includes(unknownText) || isBuildPlaceholder(value.value) ? V.unknown(T.string) : value;
  if ("items" in value) return { ...value, items: value.items.map(withUnknowns) };
  if ("entries" in value)
    return { ...value, entries: new Map([...value.entries].map(([name, item]) => [name, withUnknowns(item)])) };
  return value;
}
