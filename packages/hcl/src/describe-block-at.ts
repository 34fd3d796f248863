import type { Range } from "./source.ts";
import type { BlockItem } from "./syntax/ast.ts";
import { parseNativeBody } from "./syntax/parse-native.ts";

/**
 * The outermost block that a place stands in, as its header is written (`source "null" "x"`); undefined outside of blocks and in
 * files of the JSON syntax.
 */
export function describeBlockAt(text: string, { filename, start }: Range): string | undefined {
  if (filename.endsWith(".json")) return undefined;
  const { blocks } = parseNativeBody(text, filename).tree;
  const holds = ({ range }: BlockItem) => range.start.byte <= start.byte && start.byte < range.end.byte;
  const block = blocks.find(holds);
  return block && [block.type, ...block.labels.map((label) => JSON.stringify(label))].join(" ");
}
