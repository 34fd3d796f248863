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

export type GraphNode = Local | DataBlock;

/** How a node is called in expressions and messages: `local.a`, `data.http.page`. */
export function nodeKey(node: GraphNode): string {
  return node.k === "local" ? `local.${node.name}` : `data.${node.type}.${node.name}`;
}

/** Reads `locals {}`, `local "name" {}` and `data "type" "name" {}` blocks. */
export function readGraph(blocks: readonly Block[]): {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly diagnostics: readonly Diagnostic[];
} {
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
    if (block.type === "local") {
      const local = readLocal(block, diagnostics);
      if (local) add(local);
    }
    if (block.type === "data" && labelsAreIdentifiers(block, diagnostics)) {
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
  return { nodes, diagnostics };
}

function readLocal(block: Block, diagnostics: Diagnostic[]): Local | undefined {
  const content = readBlock(block.body, ["expression", "sensitive"]);
  appendAll(diagnostics, content.diagnostics);
  const expression = content.attributes.get("expression");
  if (!expression) {
    diagnostics.push(
      errorAt(
        block.headerRange,
        "Missing required argument",
        'A local block needs "expression". Add expression = ... to it.',
      ),
    );
    return undefined;
  }
  return {
    k: "local",
    name: block.labels[0] ?? "",
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
  const what = second.k === "local" ? "local definition" : "data block";
  return errorAt(
    second.range,
    `Duplicate ${what}`,
    `${nodeKey(second)} is defined already, in ${first.range.filename} line ${first.range.start.line}. Remove or rename one of the two.`,
  );
}
