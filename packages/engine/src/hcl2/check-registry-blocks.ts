// hcp_packer_registry (core-hcl 2.10). Ingot publishes nothing to HCP Packer, and still says what Packer would refuse.

import type { Block, Diagnostic, Scope, Value } from "@ingot/hcl";
import { appendAll, convert, errorAt, isKnown, isNull, T, warningAt } from "@ingot/hcl";

const names = ["bucket_name", "description", "bucket_labels", "build_labels", "labels", "channels"];

/**
 * Checks the blocks of a template.
 *
 * @param atRoot those at the root, where they belong
 * @param inBuilds those in build blocks, where they stood in the past
 * @param scope what their expressions may read
 */
export function checkRegistryBlocks(
  atRoot: readonly Block[],
  inBuilds: readonly Block[],
  scope: Scope,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const all = [...atRoot, ...inBuilds];
  for (const block of all) checkBlock(block, scope, diagnostics);
  for (const block of inBuilds)
    diagnostics.push(
      warningAt(
        block.headerRange,
        "Build block level hcp_packer_registry are deprecated",
        "Move the block out of the build, to the root of the template.",
      ),
    );
  for (const second of all.slice(1))
    diagnostics.push(
      errorAt(
        second.headerRange,
        "Only one hcp_packer_registry is allowed",
        "A template has one registry block, for all of its builds. Remove this one, or join the two.",
      ),
    );
  const [first] = all;
  if (first)
    diagnostics.push(
      warningAt(
        first.headerRange,
        "hcp_packer_registry is not used",
        "Ingot does not publish to HCP Packer; the images are built, and nothing is sent. Remove the block to silence this.",
      ),
    );
  return diagnostics;
}

function checkBlock(block: Block, scope: Scope, diagnostics: Diagnostic[]): void {
  const content = block.body.content({ attributes: names.map((name) => ({ name })), blocks: [] });
  appendAll(diagnostics, content.diagnostics);
  const { attributes } = content.value;
  const values = new Map<string, Value>();
  for (const [name, { expression }] of attributes) {
    const result = expression.evaluate(scope);
    appendAll(diagnostics, result.diagnostics);
    if (result.diagnostics.length === 0 && isKnown(result.value) && !isNull(result.value))
      values.set(name, result.value);
  }
  const check = (name: string, isRight: (text: string) => boolean, rule: string) => {
    const value = values.get(name);
    const text = value && convert(value, T.string);
    if (!text || ("value" in text && text.value.k === "string" && isRight(text.value.value))) return;
    diagnostics.push(
      errorAt(attributes.get(name)?.expression.range, `Invalid value for "${name}"`, `"${name}" ${rule}`),
    );
  };
  check(
    "bucket_name",
    (text) => /^[A-Za-z0-9-]{3,36}$/.test(text),
    "must have 3 to 36 letters, digits and dashes. Choose such a name.",
  );
  check("description", (text) => [...text].length <= 255, "may have 255 characters. Shorten it.");
  const labels = attributes.get("labels");
  if (labels && attributes.has("bucket_labels"))
    diagnostics.push(
      errorAt(
        labels.nameRange,
        '"labels" and "bucket_labels" exclude each other',
        '"labels" is the old name of "bucket_labels". Remove it.',
      ),
    );
}
