// What Prepare and Configure are called with (plugin-protocol 6.3): one list for HCL2, in which the config is decoded already, and one for
// legacy JSON, where the plugin reads and renders the config by itself.

import type { Value } from "@ingot/hcl";
import { buildPlaceholder, type ConfigBody, type PrepareContext } from "@ingot/sdk";
import { encodeCtyJson } from "../cty/encode-cty-json.ts";
import { fillUnknown } from "../cty/fill-unknown.ts";
import type { MsgpackValue } from "../msgpack/msgpack-value.ts";
import type { GoComponentKind } from "./plugin-program.ts";
import { wireOfValue } from "./wire-of-value.ts";

/** Everything beside the config that a component is told. */
export type Surroundings = Pick<PrepareContext, "facts" | "flags" | "sensitiveVariables" | "buildNames">;

/**
 * The configs of a component in an HCL2 template.
 * @param value the config, conformed to the component's spec; what is not known in it is filled in as Packer does
 */
export function hclConfigs(
  kind: GoComponentKind,
  value: Value,
  override: Value | undefined,
  around: Surroundings,
): readonly MsgpackValue[] {
  const config = encodeCtyJson(fillUnknown(value));
  if (kind === "data source") return [config];
  const { facts, flags, sensitiveVariables } = around;
  const vars = {
    packer_build_name: facts.buildName ?? "",
    packer_builder_type: facts.buildType ?? "",
    packer_core_version: facts.packerVersion,
    packer_debug: String(flags.debug),
    packer_force: String(flags.force),
    packer_on_error: flags.onError,
    ...(kind === "builder" ? {} : { packer_sensitive_variables: sensitiveVariables }),
  };
  if (kind !== "provisioner") return [vars, config];
  return [vars, config, override ? wireOfValue(fillUnknown(override)) : null];
}

/** The configs of a component in a legacy JSON template, as the template has it. */
export function jsonConfigs(kind: GoComponentKind, body: ConfigBody, around: Surroundings): readonly MsgpackValue[] {
  const { facts, flags, sensitiveVariables, buildNames } = around;
  const raw = body.overlaid?.below.raw ?? body.raw;
  const core = {
    packer_build_name: facts.buildName ?? "",
    packer_builder_type: facts.buildType ?? "",
    packer_core_version: facts.packerVersion,
    packer_debug: flags.debug,
    packer_force: flags.force,
    packer_on_error: flags.onError,
    packer_template_path: facts.templatePath ?? "",
    packer_user_variables: facts.userVariables ?? {},
    packer_sensitive_variables: sensitiveVariables,
  };
  const config = raw ? wireOfValue(raw) : {};
  if (kind === "builder") return [config, core];
  const placeholders = Object.fromEntries(buildNames.map((name) => [name, placeholderOf(name)]));
  const override = kind === "provisioner" && body.overlaid ? [wireOfValue(body.overlaid.override)] : [];
  return [config, ...override, core, placeholders];
}

/** Only this one a plugin renders by itself. */
function placeholderOf(name: string): string {
  return name === "WinRMPassword" ? "{{.WinRMPassword}}" : buildPlaceholder(name);
}
