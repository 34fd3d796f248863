import { formatConsole, type TemplateDescription } from "@ingot/engine";

type Hcl2 = Extract<TemplateDescription, { dialect: "hcl2" }>;
type Json = Extract<TemplateDescription, { dialect: "json" }>;

/** What `inspect` prints for an HCL2 template, in Packer's layout. */
export function describeHcl2(template: Hcl2): string {
  const value = (root: string) => (item: Hcl2["variables"][number]) =>
    `${root}.${item.name}: ${item.sensitive ? '"<sensitive>"' : JSON.stringify(formatConsole(item.value))}\n`;
  return [
    "Packer Inspect: HCL2 mode\n\n",
    "> input-variables:\n\n",
    ...template.variables.map(value("var")),
    "\n> local-variables:\n\n",
    ...template.locals.map(value("local")),
    "\n> builds:\n",
    ...template.builds.map(describeBuild),
    "\n",
  ].join("");
}

function describeBuild(build: Hcl2["builds"][number], index: number): string {
  const section = (title: string, items: readonly string[], between: string) =>
    `\n    ${title}:\n\n${items.map((item) => `      ${item}\n`).join(between)}`;
  const orNone = (items: readonly string[], none: string) => (items.length === 0 ? [none] : items);
  const chains = build.postProcessors.map((chain, at) =>
    [`${at}:`, ...chain.map((label) => `        ${label}`)].join("\n"),
  );
  return [
    `\n  > ${build.name || `<unnamed build ${index}>`}:\n`,
    build.description === "" ? "" : `\n  > Description: ${build.description}\n`,
    section("sources", orNone(build.sources, "<no source>"), "\n"),
    section("provisioners", orNone(build.provisioners, "<no provisioner>"), ""),
    section("post-processors", orNone(chains, "<no post-processor>"), "\n"),
  ].join("");
}

/** What `inspect` prints for a legacy JSON template, in Packer's layout. */
export function describeJson(template: Json): string {
  const shown = (variable: Json["variables"][number]) => (variable.sensitive ? "<sensitive>" : (variable.value ?? ""));
  const required = template.variables.filter((variable) => variable.value === undefined);
  const optional = template.variables.filter((variable) => variable.value !== undefined);
  const width = Math.max(0, ...optional.map(({ name }) => name.length));
  const builderWidth = Math.max(0, ...template.builders.map(({ name }) => name.length));
  const lines = ["Packer Inspect: JSON mode"];
  if (template.description !== "") lines.push("Description:", "", template.description, "");
  if (template.variables.length === 0) lines.push("Variables:", "", "  <No variables>", "");
  if (required.length > 0) lines.push("Required variables:", "", ...required.map(({ name }) => `  ${name}`), "");
  if (optional.length > 0) {
    lines.push(
      "Optional variables and their defaults:",
      "",
      ...optional.map((variable) => `  ${variable.name.padEnd(width)} = ${shown(variable)}`),
      "",
    );
  }
  const builders = template.builders.map(({ name, type }) =>
    name === type ? `  ${name}` : `  ${name.padEnd(builderWidth)} (${type})`,
  );
  lines.push("Builders:", "", ...(builders.length > 0 ? builders : ["  <No builders>"]), "");
  const provisioners = template.provisioners.map((type) => `  ${type}`);
  lines.push("Provisioners:", "", ...(provisioners.length > 0 ? provisioners : ["  <No provisioners>"]), "");
  lines.push(
    "Note: if names of builds are interpolated, they are shown as they stand in the",
    "template; their final names are known when the template is built.",
    "",
  );
  return lines.join("\n");
}
