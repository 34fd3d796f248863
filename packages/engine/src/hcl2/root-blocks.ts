import type { Attribute, Block, Body, BodySchema, Diagnostic, RefusedItem } from "@ingot/hcl";
import { appendAll } from "@ingot/hcl";

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
