import { formatConsole, quoteGo, type TemplateDescription, toPlainJson } from "@ingot/engine";
import type { NamedValue, TemplateOutline } from "@ingot/sdk";
import type { Fact } from "../host.ts";

type Hcl2 = Extract<TemplateDescription, { dialect: "hcl2" }>;
type Json = Extract<TemplateDescription, { dialect: "json" }>;

/** What `inspect` prints for an HCL2 template, in Packer's layout: one message a section. */
export function describeHcl2(template: Hcl2): readonly string[] {
  return [
    "Packer Inspect: HCL2 mode\n\n",
    describeValues(template),
    ["> builds:\n", ...template.builds.map(describeBuild), "\n"].join(""),
  ];
}

/** The variables and locals of an HCL2 template, as `inspect` and `console` print them. */
export function describeValues(template: Pick<Hcl2, "variables" | "locals">): string {
  const value = (root: string) => (item: Hcl2["variables"][number]) =>
    `${root}.${item.name}: ${item.sensitive ? '"<sensitive>"' : quoteGo(formatConsole(item.value))}\n`;
  return [
    "> input-variables:\n\n",
    ...template.variables.map(value("var")),
    "\n> local-variables:\n\n",
    ...template.locals.map(value("local")),
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

/** What `inspect` prints for a legacy JSON template, in Packer's layout: messages, and each fact in front of the message that says it. */
export function describeJson({ description, variables, builders, provisioners }: Json): readonly (string | Fact)[] {
  const shown = (variable: Json["variables"][number]) => (variable.sensitive ? "<sensitive>" : (variable.value ?? ""));
  const required = variables.filter((variable) => variable.value === undefined);
  const optional = variables.filter((variable) => variable.value !== undefined);
  const width = Math.max(0, ...optional.map(({ name }) => Buffer.byteLength(name)));
  const builderWidth = Math.max(0, ...builders.map(({ name }) => Buffer.byteLength(name)));
  const said: (string | Fact)[] = ["Packer Inspect: JSON mode\n"];
  if (description !== "") said.push("Description:\n\n", `${description}\n\n`);
  if (variables.length === 0) said.push("Variables:\n\n", "  <No variables>\n", "\n");
  if (required.length > 0) {
    said.push("Required variables:\n\n");
    for (const { name } of required) said.push(fact("template-variable", name, "", "1"), `  ${name}\n`);
    said.push("\n");
  }
  if (optional.length > 0) {
    said.push("Optional variables and their defaults:\n\n");
    for (const variable of optional) {
      const { name } = variable;
      said.push(
        fact("template-variable", name, shown(variable), "0"),
        `  ${padded(name, width)} = ${shown(variable)}\n`,
      );
    }
    said.push("\n");
  }
  said.push("Builders:\n\n");
  for (const { name, type } of builders) {
    const text = padded(name, builderWidth) + (name === type ? "" : ` (${type})`);
    said.push(fact("template-builder", name, type), `  ${text}\n`);
  }
  if (builders.length === 0) said.push("  <No builders>\n");
  said.push("\n", "Provisioners:\n\n");
  for (const type of provisioners) said.push(fact("template-provisioner", type), `  ${type}\n`);
  if (provisioners.length === 0) said.push("  <No provisioners>\n");
  said.push(
    "\nNote: if names of builds are interpolated, they are shown as they stand in the\ntemplate; their final names are known when the template is built.\n",
  );
  return said;
}

/** Packer counts bytes. */
function padded(name: string, width: number): string {
  return name + " ".repeat(width - Buffer.byteLength(name));
}

function fact(type: string, ...data: readonly string[]): Fact {
  return { type, data };
}

/** What a template consists of as data, for -json. */
export function outlineOf(template: TemplateDescription): TemplateOutline {
  if (template.dialect === "hcl2") {
    const { variables, locals, builds } = template;
    return {
      dialect: "hcl2",
      description: "",
      variables: variables.map(hcl2Value),
      locals: locals.map(hcl2Value),
      builds,
    };
  }
  const { description, variables, builders, provisioners } = template;
  return {
    dialect: "json",
    description,
    variables: variables.map(({ name, value, sensitive }) =>
      sensitive || value === undefined ? { name, isSensitive: sensitive } : { name, isSensitive: false, value },
    ),
    locals: [],
    builds: builders.map(({ name, type }) => ({
      name,
      description: "",
      sources: [type],
      provisioners,
      postProcessors: [],
    })),
  };
}

function hcl2Value({ name, value, sensitive }: Hcl2["variables"][number]): NamedValue {
  if (sensitive) return { name, isSensitive: true };
  try {
    return { name, isSensitive: false, value: JSON.parse(toPlainJson(value)) };
  } catch {
    // It is not known, or a number without end.
    return { name, isSensitive: false };
  }
}
