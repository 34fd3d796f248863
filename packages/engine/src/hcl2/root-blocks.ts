import type { Attribute, Block, Body, BodySchema, Diagnostic, RefusedItem } from "@ingot/hcl";
import { appendAll } from "@ingot/hcl";

/** Blocks of Terraform, sections of legacy JSON templates, and blocks that stand elsewhere in a template. */
const advice: ReadonlyMap<string, string> = new Map([
  ["terraform", "It belongs to Terraform; what a template requires stands in a block packer { ... }."],
  ["provider", "It belongs to Terraform; the settings of a platform stand in each source block here."],
  ["resource", "It belongs to Terraform; what is built stands in source and build blocks here."],
  [
    "module",
    "It belongs to Terraform; here, all *.pkr.hcl files of one folder are one template. Copy its files there.",
  ],
  ["output", "It belongs to Terraform; use the post-processor manifest to write down what was built."],
  ...["provisioner", "post-processor", "post-processors", "error-cleanup-provisioner"].map(
    (type) => [type, "It stands inside a build block. Move it into one."] as const,
  ),
  ["required_plugins", "It stands inside a packer block. Move it into one."],
  ...["builders", "provisioners"].map(
    (section) =>
      [
        section,
        "It is a section of legacy JSON templates, whose names end with .json but not with .pkr.json. Rename the file if it is one.",
      ] as const,
  ),
]);

/** What may stand at the root of an HCL2 template; no attribute may. */
const rootSchema: BodySchema = {
  attributes: [],
  blocks: [
    { type: "packer", labels: [] },
    { type: "source", labels: ["type", "name"] },
    { type: "variables", labels: [] },
    { type: "variable", labels: ["name"] },
    { type: "locals", labels: [] },
    { type: "local", labels: ["name"] },
    { type: "data", labels: ["type", "name"] },
    { type: "build", labels: [] },
    { type: "hcp_packer_registry", labels: [] },
    // Accepted and ignored, as Packer does.
    { type: "communicator", labels: ["type", "name"] },
  ],
  advice,
};

/** The root blocks of all files, in file order. */
export function readRootBlocks(bodies: readonly Body[]): {
  readonly blocks: readonly Block[];
  /** What does not fit there. */
  readonly refused: readonly RefusedItem[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const blocks: Block[] = [];
  const refused: RefusedItem[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const body of bodies) {
    const content = body.content(rootSchema);
    appendAll(blocks, content.value.blocks);
    appendAll(refused, content.value.refused);
    appendAll(diagnostics, content.diagnostics);
  }
  return { blocks, refused, diagnostics };
}

/** The attributes and nested blocks of a block, by names of attributes and of unlabelled blocks. */
export function readBlock(
  body: Body,
  attributes: readonly string[],
  blocks: readonly string[] = [],
): {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blocks: readonly Block[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const content = body.content({
    attributes: attributes.map((name) => ({ name })),
    blocks: blocks.map((type) => ({ type, labels: [] })),
  });
  return { ...content.value, diagnostics: content.diagnostics };
}
