import type { Attribute, Block, Diagnostic, Value } from "@ingot/hcl";
import { appendAll, errorAt, hasErrors } from "@ingot/hcl";
import { parseConstraints, parseVersion, satisfies } from "@ingot/sdk";
import { packerLevel } from "../template/template.ts";
import { sourceKind, sourceProblem } from "./plugin-source.ts";
import type { RequiredPlugin } from "./required-plugin.ts";

/** Whether this version of the language is one that the template asks for; `unreadable` where it does not say so in the right way. */
type VersionVerdict = "enough" | "unreadable" | "not enough";

/** Reads `packer {}` blocks: is this version of the language enough, and which plugins are asked for. */
export function checkRequirements(blocks: readonly Block[]): {
  readonly version: VersionVerdict;
  readonly plugins: readonly RequiredPlugin[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  const plugins = new Map<string, RequiredPlugin>();
  const verdicts: VersionVerdict[] = [];
  for (const packer of blocks) {
    if (packer.type !== "packer") continue;
    const content = packer.body.content({
      attributes: [{ name: "required_version" }],
      blocks: [{ type: "required_plugins", labels: [] }],
    });
    appendAll(diagnostics, content.diagnostics);
    const required = content.value.attributes.get("required_version");
    if (required) verdicts.push(checkLevel(required, diagnostics));
    for (const block of content.value.blocks) {
      const attributes = block.body.attributes();
      appendAll(diagnostics, attributes.diagnostics);
      for (const attribute of attributes.value.values()) {
        const plugin = readRequirement(attribute, diagnostics);
        if (!plugin) continue;
        if (plugins.has(plugin.name)) diagnostics.push(duplicate(attribute));
        else plugins.set(plugin.name, plugin);
      }
    }
  }
  const version = (["not enough", "unreadable"] as const).find((verdict) => verdicts.includes(verdict)) ?? "enough";
  return { version, plugins: [...plugins.values()], diagnostics };
}

function checkLevel(attribute: Attribute, diagnostics: Diagnostic[]): VersionVerdict {
  const { range } = attribute.expression;
  const value = attribute.expression.evaluate(undefined);
  appendAll(diagnostics, value.diagnostics);
  if (hasErrors(value.diagnostics)) return "unreadable";
  const constraints = value.value.k === "string" ? parseConstraints(value.value.value) : undefined;
  const level = parseVersion(packerLevel);
  if (value.value.k !== "string" || !constraints || !level) {
    diagnostics.push(
      errorAt(range, "Invalid version constraint", 'required_version must be a text such as ">= 1.7.0, < 2.0.0".'),
    );
    return "unreadable";
  }
  if (satisfies(level, constraints)) return "enough";
  diagnostics.push(
    errorAt(
      range,
      "Unsupported Packer Core version",
      `The template asks for Packer ${value.value.value}. This version of Ingot implements Packer ${packerLevel}. Use another version of Ingot, or widen the constraint.`,
    ),
  );
  return "not enough";
}

/** What a local plugin without a "version" is held against. */
const anyVersion = ">= 0";

const objectForm = 'Write it as NAME = { source = "github.com/hashicorp/NAME", version = ">= 1.0.0" }.';

function readRequirement(attribute: Attribute, diagnostics: Diagnostic[]): RequiredPlugin | undefined {
  const { expression } = attribute;
  const fail = (summary: string, detail: string, key?: string) => {
    diagnostics.push(errorAt(expression.rangeOf(key === undefined ? [] : [key]), summary, detail));
    return undefined;
  };
  const result = expression.evaluate(undefined);
  appendAll(diagnostics, result.diagnostics);
  if (hasErrors(result.diagnostics)) return undefined;
  if (!isPluginName(attribute.name)) {
    diagnostics.push(
      errorAt(
        attribute.nameRange,
        "Invalid plugin local name",
        `"${attribute.name}" cannot name a plugin: use lower-case letters, digits, "_" and single dashes.`,
      ),
    );
    return undefined;
  }
  if (result.value.k !== "object")
    return fail("Invalid plugin requirement", `A requirement is an object. ${objectForm}`);
  const { entries } = result.value;
  const extra = [...entries.keys()].find((key) => key !== "source" && key !== "version");
  if (extra)
    return fail(
      "Invalid required_plugins object",
      `"${extra}" is not a setting of a requirement; "source" and "version" are. ${objectForm}`,
      extra,
    );
  const source = textOf(entries.get("source"));
  // What stands beside the template is as new as the template.
  const isLocal = source !== undefined && sourceKind(source) === "local";
  const version = isLocal && !entries.has("version") ? anyVersion : textOf(entries.get("version"));
  if (!entries.has("version") && !isLocal)
    return fail("No version constraint was set", `A requirement needs a "version". ${objectForm}`);
  const constraints = version === undefined ? undefined : parseConstraints(version);
  if (version === undefined || !constraints)
    return fail(
      "Invalid version constraint",
      '"version" must be a text such as ">= 1.0.0" or "~> 1.2". Write it as version = ">= 1.0.0".',
      "version",
    );
  if (/[0-9]-[0-9A-Za-z]/.test(version)) {
    return fail(
      "Invalid version constraint",
      `"${version}" asks for a pre-release, which cannot be required. Name a release.`,
      "version",
    );
  }
  if (!entries.has("source")) return fail("No source was set", `A requirement needs a "source". ${objectForm}`);
  if (source === undefined) return fail("Invalid source", `"source" must be a text. ${objectForm}`, "source");
  const problem = sourceProblem(source);
  return problem
    ? fail("Failed to parse source", `"${source}" is not the address of a plugin. ${problem}`, "source")
    : { name: attribute.name, source, version, range: expression.rangeOf(entries.has("version") ? ["version"] : []) };
}

function textOf(value: Value | undefined): string | undefined {
  return value?.k === "string" ? value.value : undefined;
}

function isPluginName(name: string): boolean {
  return name === name.toLowerCase() && !name.includes(".") && !name.includes("--");
}

function duplicate(attribute: Attribute): Diagnostic {
  return errorAt(
    attribute.nameRange,
    `Duplicate required_plugin."${attribute.name}" block`,
    "The plugin is required already, in another required_plugins block. Keep one of the two.",
  );
}
