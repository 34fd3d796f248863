import { type Diagnostic, hasErrors, type Scope, V } from "@ingot/hcl";
import type { TemplateDescription } from "../template/template.ts";
import type { BuildBlock, ComponentBlock } from "./build-block.ts";
import { readComponentSettings } from "./component-settings.ts";
import { nameOfComponent } from "./lower-builds.ts";

type Description = Extract<TemplateDescription, { dialect: "hcl2" }>["builds"][number];

/**
 * The builds of a template as `inspect` shows them. One whose block cannot be read is left out whole, as Packer does; sources and components
 * that are not there are no reason for that.
 */
export function describeBuilds(blocks: readonly BuildBlock[], scope: Scope): readonly Description[] {
  return blocks
    .filter((block) => block.isReadable && hasReadableComponents(block, scope))
    .map((block) => describeBuild(block, scope));
}

function hasReadableComponents(block: BuildBlock, scope: Scope): boolean {
  const build = V.object([["name", V.string(block.name)]]);
  const inside: Scope = { variables: new Map([["build", build]]), functions: scope.functions, parent: scope };
  const diagnostics: Diagnostic[] = [];
  const read = (kind: "provisioner" | "post-processor", { block: { body, headerRange } }: ComponentBlock) =>
    readComponentSettings(kind, body, headerRange, inside, diagnostics);
  for (const component of block.provisioners) read("provisioner", component);
  for (const component of block.postProcessors.flat()) read("post-processor", component);
  return !hasErrors(diagnostics);
}

function describeBuild(block: BuildBlock, scope: Scope): Description {
  const labelOf = (component: ComponentBlock) => {
    const name = nameOfComponent(component, scope);
    return name === "" ? component.type : `${component.type}.${name}`;
  };
  return {
    name: block.name,
    description: block.description,
    sources: block.sourceNames,
    provisioners: block.provisioners.map(labelOf),
    postProcessors: block.postProcessors.map((chain) => chain.map(labelOf)),
  };
}
