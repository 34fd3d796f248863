import { appendAll, errorAt, hasErrors, type Path, type Range } from "@ingot/hcl";
import type { ConfigBlock } from "./config-body.ts";
import type { FieldSpec, TypeSpec } from "./field.ts";
import type { Decoding, Found } from "./found.ts";
import { noteUse } from "./note-use.ts";

type BlockSpec = Extract<TypeSpec, { readonly k: "block" }>;

/** Decodes the blocks of one field: an object, or a list of objects where the block may be repeated. */
export function decodeBlocks(name: string, spec: FieldSpec, type: BlockSpec, decoding: Decoding): void {
  const { content, found } = decoding;
  const blocks = content.blocks.filter((block) => block.type === name);
  const first = blocks[0];
  if (decoding.body.isIncomplete) {
    // How many there are cannot be told; those that could be read are looked at all the same.
    found.unknown.push(name);
    for (const block of blocks) found.diagnostics.push(...decoding.decodeInner(type.of, block.body).diagnostics);
    return;
  }
  if (!first && decoding.mistyped.has(name)) return;
  if (first) noteUse(name, spec, blocks, first.range, found);
  if (!checkCount(name, spec, type, blocks, decoding)) return;
  const inner = blocks.map((block) => decoding.decodeInner(type.of, block.body));
  for (const [i, one] of inner.entries()) {
    const prefix = type.repeated ? `${name}[${i}].` : `${name}.`;
    for (const [key, rangeOf] of one.places) found.places.set(prefix + key, rangeOf);
    appendAll(found.diagnostics, one.diagnostics);
    appendAll(found.secrets, one.secrets);
  }
  if (first) found.places.set(name, (path) => placeInBlocks(blocks, inner, type, path) ?? first.range);
  if (inner.some((one) => hasErrors(one.diagnostics))) return;
  if (inner.some((one) => one.unknown.length > 0)) {
    found.unknown.push(name);
    return;
  }
  const values = inner.map((one) => Object.fromEntries(one.values));
  found.values.set(name, type.repeated ? values : values[0]);
}

function checkCount(
  name: string,
  spec: FieldSpec,
  type: BlockSpec,
  blocks: readonly ConfigBlock[],
  { found, body, context }: Decoding,
): boolean {
  const least = Math.max(type.min, spec.presence === "required" ? 1 : 0);
  if (blocks.length < least) {
    const many = least === 1 ? `a block "${name}"` : `at least ${least} blocks "${name}", and has ${blocks.length}`;
    const detail = `The ${context.component.kind} "${context.component.type}" needs ${many}. Add what is missing.`;
    found.diagnostics.push(errorAt(body.range, `Missing ${name} block`, detail));
    return false;
  }
  const tooMany = type.max ? blocks[type.max] : undefined;
  if (!tooMany) return true;
  const limit = type.max === 1 ? "Only one block" : `At most ${type.max} blocks`;
  const detail = `${limit} "${name}" may stand here, and there are ${blocks.length}. Remove what is too many.`;
  found.diagnostics.push(errorAt(tooMany.range, `Too many ${name} blocks`, detail));
  return false;
}

/** The place of a part of a block field: `[1, "size"]` in a repeated one, `["size"]` in a single one. */
function placeInBlocks(
  blocks: readonly ConfigBlock[],
  inner: readonly Found[],
  type: BlockSpec,
  path: Path,
): Range | undefined {
  const index = type.repeated ? path[0] : 0;
  const [key, ...rest] = type.repeated ? path.slice(1) : path;
  if (typeof index !== "number") return undefined;
  const place = typeof key === "string" ? inner[index]?.places.get(key) : undefined;
  return place?.(rest) ?? blocks[index]?.range;
}
