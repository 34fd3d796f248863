import type { Range } from "../source.ts";
import type { AttributeItem, BlockItem, BodyItems, ForNode, Node } from "../syntax/ast.ts";

/** Something in a tree, and what it is. */
export type SyntaxItem =
  | { readonly k: "attribute"; readonly item: AttributeItem; readonly range: Range }
  | { readonly k: "block"; readonly item: BlockItem; readonly range: Range }
  | { readonly k: "expression"; readonly item: Node; readonly range: Range };

/** Everything in a body: its arguments and blocks in source order, each followed by what is in it. */
export function* walkSyntax(body: BodyItems): Generator<SyntaxItem> {
  for (const item of itemsOf(body)) yield* walkItem(item);
}

/** The item, and everything in it. */
function* walkItem(item: SyntaxItem): Generator<SyntaxItem> {
  yield item;
  for (const child of childrenOf(item)) yield* walkItem(child);
}

/** What stands directly in a body, in source order. */
export function itemsOf(body: BodyItems): readonly SyntaxItem[] {
  const attributes = [...body.attributes.values()].map(
    (item) => ({ k: "attribute", item, range: item.range }) as const,
  );
  const blocks = body.blocks.map((item) => ({ k: "block", item, range: item.range }) as const);
  return [...attributes, ...blocks].sort((a, b) => a.range.start.byte - b.range.start.byte);
}

/** What an item is made of, in source order. */
export function childrenOf(item: SyntaxItem): readonly SyntaxItem[] {
  switch (item.k) {
    case "block":
      return itemsOf(item.item.body);
    case "attribute":
      return [expressionItem(item.item.node)];
    case "expression":
      return partsOf(item.item).map(expressionItem);
  }
}

function expressionItem(item: Node): SyntaxItem {
  return { k: "expression", item, range: item.range };
}

function partsOf(node: Node): readonly Node[] {
  switch (node.k) {
    case "template":
      return node.parts;
    case "wrap":
    case "key":
    case "parentheses":
      return [node.inner];
    case "template-if":
      return [node.condition, node.then, node.otherwise];
    case "template-for":
      return partsOfFor(node.items);
    case "attribute":
      return [node.from];
    case "index":
      return [node.from, node.key];
    case "splat":
      return [node.from, node.each];
    case "call":
      return node.args;
    case "binary":
      return [node.left, node.right];
    case "unary":
      return [node.operand];
    case "conditional":
      return [node.condition, node.then, node.otherwise];
    case "tuple":
      return node.items;
    case "object":
      return node.pairs.flatMap(({ key, value }) => [key, value]);
    case "for":
      return partsOfFor(node);
    default:
      return [];
  }
}

function partsOfFor({ collection, key, value, condition }: ForNode): readonly Node[] {
  return [collection, key, value, condition].filter((part) => part !== undefined);
}
