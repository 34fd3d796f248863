import { describeSchema, type FieldDescription } from "./describe-schema.ts";
import type { AnySchema } from "./schema.ts";

/** What a page says about a component: any `Component`. */
interface Documented {
  readonly schema: AnySchema;
  readonly doc: string;
}

/**
 * The reference page of a component, in Markdown.
 *
 * @param kind "builder", "provisioner", "post-processor" or "data source"
 * @param name the type as templates write it: "docker"
 */
export function renderReferencePage(kind: string, name: string, component: Documented): string {
  const fields = describeSchema(component.schema);
  const title = `# \`${name}\` ${kind}`;
  const settings = fields.length === 0 ? ["It has no settings."] : renderFields(fields, "##", "Settings");
  return `${[title, component.doc, ...settings].filter((part) => part !== "").join("\n\n")}\n`;
}

function renderFields(fields: readonly FieldDescription[], level: string, title: string): string[] {
  const usable = fields.filter((field) => field.refused === undefined);
  const refused = fields.filter((field) => field.refused !== undefined);
  const rows = usable.map((field) => `| ${code(field.name)} | ${field.type} | ${usualOf(field)} | ${aboutOf(field)} |`);
  const table = ["| Name | Type | Default | Meaning |", "|---|---|---|---|", ...rows].join("\n");
  const parts = [`${level} ${title}`, table];
  if (refused.length > 0) {
    const items = refused.map((field) => `- ${code(field.name)}: ${field.refused}`);
    parts.push("Packer has these too; using one of them is an error here:", items.join("\n"));
  }
  for (const field of usable)
    if (field.fields) parts.push(...renderFields(field.fields, `${level}#`, `Block ${code(field.name)}`));
  return parts;
}

function usualOf(field: FieldDescription): string {
  if (field.isRequired) return "**required**";
  if (field.default === undefined) return "";
  return /^(-?[\d.]+[a-z\d]*|true|false|".*"|\[.*\]|\{.*\})$/.test(field.default)
    ? code(field.default)
    : cell(field.default);
}

function aboutOf(field: FieldDescription): string {
  const parts = [field.doc];
  if (field.values) parts.push(`One of ${field.values.map(code).join(", ")}.`);
  if (field.variables && field.variables.length > 0)
    parts.push(`A template; variables: ${field.variables.map((name) => code(`{{ .${name} }}`)).join(", ")}.`);
  if (field.isSensitive) parts.push("Never shown.");
  if (field.deprecated !== undefined) parts.push(`Deprecated: ${field.deprecated}.`);
  return cell(parts.filter((part) => part !== "").join(" "));
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
}
