// What can be told of a config before its plugin sees it, and what the plugin then gets.

import { type Diagnostic, hasErrors, type Range, type Value } from "@ingot/hcl";
import { type ConfigBody, type DecodeContext, decode, type PrepareContext, schema } from "@ingot/sdk";
import type { MsgpackValue } from "../msgpack/msgpack-value.ts";
import { conformBody } from "../spec/conform-body.ts";
import type { HclObjectSpec } from "../spec/hcl-spec.ts";
import { schemaOfSpec } from "../spec/schema-of-spec.ts";
import { hclConfigs, jsonConfigs } from "./configs.ts";
import type { GoComponentKind } from "./plugin-program.ts";

/** A config on its way to a plugin. */
export interface ReadConfig {
  /** Undefined where the plugin need not be asked. */
  readonly configs: readonly MsgpackValue[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
  readonly unknown: readonly string[];
  readonly ranges: ReadonlyMap<string, Range>;
  readonly strangers: ReadonlyMap<string, Range>;
  /** Something that is not known looks to the plugin as if it were not set. */
  readonly isVague: boolean;
}

/** HCL2 is decoded by the host: what the spec does not allow never reaches the plugin. */
export function readHclConfig(
  kind: GoComponentKind,
  spec: HclObjectSpec,
  body: ConfigBody,
  context: DecodeContext,
  around: PrepareContext,
): ReadConfig {
  // The plugin renders its texts by itself.
  const asWritten: DecodeContext = { ...context, interpolate: (text) => ({ value: text }), asHcldec: true };
  const decoded = decode(schema(schemaOfSpec(spec).fields), body, asWritten);
  const { ranges, unknown } = decoded;
  const none = { unknown, ranges, strangers: strangersIn(body, spec), isVague: false };
  const { overlaid } = body;
  const { value, diagnostics } = conformBody(spec, overlaid?.below ?? body);
  // What the schema says of a mistake is clearer. Alone it may be too strict: "" is a value to Packer, also where one is required.
  if (hasErrors(diagnostics))
    return {
      ...none,
      configs: undefined,
      diagnostics: hasErrors(decoded.diagnostics) ? decoded.diagnostics : diagnostics,
    };
  const configs = hclConfigs(kind, value, overlaid?.override, around);
  return { ...none, configs, diagnostics, isVague: looksUnset(value) };
}

/** Legacy JSON is the plugin's business: what its spec says of a setting may be narrower than what it takes. */
export function readJsonConfig(
  kind: GoComponentKind,
  spec: HclObjectSpec,
  body: ConfigBody,
  around: PrepareContext,
): ReadConfig {
  const isBlock = (name: string) => spec.parts.get(name)?.k !== "attr";
  const names = [...spec.parts.keys()];
  const content = body.content({
    attributes: names.filter((name) => !isBlock(name)),
    blocks: names.filter(isBlock),
  });
  const ranges = new Map<string, Range>();
  for (const [name, { rangeOf }] of content.attributes) ranges.set(name, rangeOf([]));
  for (const { type, range } of content.blocks) if (!ranges.has(type)) ranges.set(type, range);
  const strangers = strangersIn(body, spec);
  const unknown = [...content.attributes].filter(([, { value }]) => isBroken(value)).map(([name]) => name);
  const configs = body.isIncomplete || unknown.length > 0 ? undefined : jsonConfigs(kind, body, around);
  return { configs, diagnostics: content.diagnostics, unknown, ranges, strangers, isVague: false };
}

/** Names in a part of the config that is handed over as it is: the plugin itself may not know them. */
function strangersIn(body: ConfigBody, spec: HclObjectSpec): ReadonlyMap<string, Range> {
  if (!body.weak && !body.overlaid) return new Map();
  const names = [...spec.parts.keys()];
  const { extra } = body.content({ attributes: names, blocks: [] });
  return new Map(extra.map(({ name, range }) => [name, range] as const));
}

function isBroken(value: Value): boolean {
  if (value.k === "unknown") return true;
  if ("items" in value) return value.items.some(isBroken);
  return "entries" in value && [...value.entries.values()].some(isBroken);
}

/** Whether something that is not known looks as if it were not set, once it is filled in. */
function looksUnset(value: Value): boolean {
  if (value.k === "unknown") return value.type.k !== "string" && value.type.k !== "dynamic";
  return value.k === "object" && [...value.entries.values()].some(looksUnset);
}
