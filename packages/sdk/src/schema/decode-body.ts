import { appendAll, errorAt, suggestName } from "@ingot/hcl";
import type { ConfigBody, ConfigContent } from "./config-body.ts";
import { decodeAttribute } from "./decode-attribute.ts";
import { decodeBlocks } from "./decode-blocks.ts";
import type { DecodeContext } from "./decode-context.ts";
import type { Decoding, Found } from "./found.ts";
import { locateComplaint } from "./locate-complaint.ts";
import { packerAttributes } from "./packer-attributes.ts";
import type { AnySchema } from "./schema.ts";

/** Decodes one body, blocks inside it included, and applies the rules whose fields are all ready. */
export function decodeBody(schema: AnySchema, body: ConfigBody, context: DecodeContext): Found {
  const found: Found = { values: new Map(), unknown: [], secrets: [], diagnostics: [], places: new Map() };
  const fields = Object.entries(schema.fields);
  const names = fields.map(([name]) => name);
  const content = body.content({
    attributes: names.filter((name) => schema.fields[name]?.spec.type.k !== "block"),
    blocks: names.filter((name) => schema.fields[name]?.spec.type.k === "block"),
  });
  appendAll(found.diagnostics, content.diagnostics);
  const mistyped = reportExtras(names, content, body, found);
  const decodeInner = (inner: AnySchema, innerBody: ConfigBody) => decodeBody(inner, innerBody, context);
  const decoding: Decoding = { body, content, context, found, mistyped, decodeInner };
  for (const [name, { spec }] of fields) {
    if (spec.type.k === "block") decodeBlocks(name, spec, spec.type, decoding);
    else decodeAttribute(name, spec, decoding);
  }
  applyRules(schema, body, found);
  return found;
}

/** Reports names that the schema does not have; returns those that were probably meant. */
function reportExtras(names: readonly string[], content: ConfigContent, body: ConfigBody, found: Found): Set<string> {
  const mistyped = new Set<string>();
  for (const diagnostic of content.diagnostics) if (diagnostic.suggestion) mistyped.add(diagnostic.suggestion);
  for (const { name, range, isBlock } of content.extra) {
    if (packerAttributes.includes(name)) continue;
    if (body.weak && (name.toLowerCase() === "type" || name.toLowerCase().startsWith("packer_"))) continue;
    if (body.isOutdated?.(name)) {
      found.diagnostics.push(errorAt(range, `Deprecated configuration key: '${name}'`, outdatedAdvice));
      continue;
    }
    const meant = names.includes(name) ? name : suggestName(name, names);
    if (meant !== undefined) mistyped.add(meant);
    const unsupported = isBlock ? "Unsupported block type" : "Unsupported argument";
    const summary = body.weak ? `Unknown configuration key "${name}"` : unsupported;
    const more = meant === undefined ? {} : { suggestion: meant };
    found.diagnostics.push(errorAt(range, summary, adviseOnExtra(name, isBlock, meant), more));
  }
  return mistyped;
}

const outdatedAdvice =
  'It was renamed, replaced or removed in a later version of Packer. Run "ingot fix" on the template: it writes the template as it should be now.';

function adviseOnExtra(name: string, isBlock: boolean, meant: string | undefined): string {
  if (meant === name) {
    return isBlock
      ? `"${name}" is a setting, not a block. Write "${name} = ..." instead.`
      : `"${name}" is a block, not a setting. Write "${name} { ... }" instead.`;
  }
  const advice = meant === undefined ? "Remove it, or correct its name." : `Did you mean "${meant}"?`;
  return `${isBlock ? "A block" : "A setting"} named "${name}" is not expected here. ${advice}`;
}

function applyRules(schema: AnySchema, body: ConfigBody, found: Found): void {
  for (const rule of schema.rules) {
    if (!rule.fields.every((name) => found.values.has(name))) continue;
    const said = rule.check(Object.fromEntries(rule.fields.map((name) => [name, found.values.get(name)])));
    const complaints = said === undefined ? [] : "summary" in said ? [said] : said;
    for (const complaint of complaints) found.diagnostics.push(locateComplaint(complaint, found.places, body.range));
  }
}
