import type { Block, Body, Diagnostic, Expression, Range } from "@ingot/hcl";
import { appendAll, errorAt, isIdentifier } from "@ingot/hcl";
import { literalBool } from "./literals.ts";
import { readBlock } from "./root-blocks.ts";

export interface Local {
  readonly k: "local";
  readonly name: string;
  readonly expression: Expression;
  readonly isSensitive: boolean;
  readonly range: Range;
}

export interface DataBlock {
  readonly k: "data";
  readonly type: string;
  readonly name: string;
  readonly body: Body;
  readonly range: Range;
  readonly typeRange: Range;
}

/** A local or data source of which only the name is known: the rest could not be read. Its value is unknown. */
export interface UnreadNode {
  readonly k: "unread";
  readonly key: string;
  readonly range: Range | undefined;
}

export type GraphNode = Local | DataBlock | UnreadNode;

/** How a node is called in expressions and messages: `local.a`, `data.http.page`. */
export function nodeKey(node: GraphNode): string {
  if (node.k === "unread") return node.key;
  return node.k === "local" ? `local.${node.name}` : `data.${node.type}.${node.name}`;
}

/** Reads `locals {}`, `local "name" {}` and `data "type" "name" {}` blocks. */
export function readGraph(blocks: readonly Block[]): {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  /** Blocks whose labels cannot be used. */
  readonly nameless: readonly Block[];
  readonly diagnostics: readonly Diagnostic[];
} {
  const nameless: Block[] = [];
  const nodes = new Map<string, GraphNode>();
  const diagnostics: Diagnostic[] = [];
  const add = (node: GraphNode) => {
    const first = nodes.get(nodeKey(node));
    if (!first) nodes.set(nodeKey(node), node);
    else diagnostics.push(duplicate(node, first));
  };
  for (const block of blocks) {
    if (block.type === "locals") {
      const attributes = block.body.attributes();
      appendAll(diagnostics, attributes.diagnostics);
      for (const { name, expression, nameRange } of attributes.value.values())
        add({ k: "local", name, expression, isSensitive: false, range: nameRange });
    }
    if (block.type === "local") add(readLocal(block, diagnostics));
    if (block.type === "data" && !labelsAreIdentifiers(block, diagnostics)) nameless.push(block);
    else if (block.type === "data") {
      const [type = "", name = ""] = block.labels;
      add({
        k: "data",
        type,
        name,
        body: block.body,
        range: block.headerRange,
        typeRange: block.labelRanges[0] ?? block.headerRange,
      });
    }
  }
  return { nodes, nameless, diagnostics };
}

function readLocal(block: Block, diagnostics: Diagnostic[]): Local | UnreadNode {
  const name = block.labels[0] ?? "";
  const content = readBlock(block.body, ["expression", "sensitive"]);
  appendAll(diagnostics, content.diagnostics);
  const expression = content.attributes.get("expression");
  if (!expression) {
    if (!block.body.isIncomplete && !content.diagnostics.some(({ suggestion }) => suggestion === "expression"))
      diagnostics.push(
        errorAt(
          block.headerRange,
          "Missing required argument",
          'A local block needs "expression". Add expression = ... to it.',
        ),
      );
    return { k: "unread", key: `local.${name}`, range: block.headerRange };
  }
  return {
    k: "local",
    name,
    expression: expression.expression,
    isSensitive: literalBool(content.attributes.get("sensitive"), diagnostics) ?? false,
    range: block.headerRange,
  };
}

/** Labels must be usable in expressions; says which one is not. */
export function labelsAreIdentifiers(block: Block, diagnostics: Diagnostic[]): boolean {
  const wrong = block.labels.findIndex((label) => !isIdentifier(label));
  if (wrong < 0) return true;
  diagnostics.push(
    errorAt(
      block.labelRanges[wrong],
      `Invalid ${block.type} label`,
      `"${block.labels[wrong]}" cannot be used in an expression. A label begins with a letter and goes on with letters, digits, "_" and "-".`,
    ),
  );
  return false;
}

function duplicate(second: GraphNode, first: GraphNode): Diagnostic {
  const what = second.k === "data" ? "data block" : "local definition";
  const place = first.range ? `, in ${first.range.filename} line ${first.range.start.line}` : "";
  return errorAt(
    second.range,
    `Duplicate ${what}`,
    `${nodeKey(second)} is defined already${place}. Remove or rename one of the two.`,
  );
}
