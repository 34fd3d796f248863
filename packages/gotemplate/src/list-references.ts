import type { Template } from "./parse-template.ts";
import type { Body, Operand, Pipe, Span } from "./syntax.ts";

/** A field that a template reads, such as `.Vars` or `.Disk.Size`. */
export interface FieldReference extends Span {
  readonly path: readonly string[];
  /** Whether it is a field of the data itself; inside `with`, `range` and `define` the dot is something else. */
  readonly ofData: boolean;
}

/** A call, such as `user` in `{{user "x"}}`. */
export interface FunctionReference extends Span {
  readonly name: string;
  /** The arguments that are literals, by position; undefined where an argument is computed. */
  readonly literals: readonly (string | number | bigint | boolean | undefined)[];
}

/** What a template uses of the world around it. */
export interface References {
  /** In the order of the text. */
  readonly fields: readonly FieldReference[];
  /** In the order of the text, built-in functions included. */
  readonly functions: readonly FunctionReference[];
}

/** Lists the fields that a template reads and the functions that it calls, wherever they stand. */
export function references(template: Template): References {
  const fields: FieldReference[] = [];
  const functions: FunctionReference[] = [];
  visitBody(template.body, true);
  for (const body of template.definitions.values()) visitBody(body, false);
  return { fields: fields.sort(byOffset), functions: functions.sort(byOffset) };

  function visitBody(body: Body, atRoot: boolean): void {
    for (const node of body) {
      if ("pipe" in node && node.pipe) visitPipe(node.pipe, atRoot);
      if (!("body" in node)) continue;
      visitBody(node.body, atRoot && node.k === "if");
      visitBody(node.otherwise, atRoot);
    }
  }

  function visitPipe(pipe: Pipe, atRoot: boolean): void {
    for (const command of pipe.commands) {
      const [first, ...rest] = command.operands;
      if (first?.k === "function") visitCall(first, rest);
      else if (first) visitOperand(first, atRoot);
      for (const operand of rest) visitOperand(operand, atRoot);
    }
  }

  function visitOperand(operand: Operand, atRoot: boolean): void {
    const { offset, end } = operand;
    if (operand.k === "field") fields.push({ path: operand.names, ofData: atRoot, offset, end });
    else if (operand.k === "variable" && operand.name === "$" && operand.names.length > 0) {
      fields.push({ path: operand.names, ofData: true, offset, end });
    } else if (operand.k === "function") visitCall(operand, []);
    else if (operand.k === "pipe") visitPipe(operand.pipe, atRoot);
    else if (operand.k === "chain") visitOperand(operand.of, atRoot);
  }

  function visitCall(callee: Operand & { readonly k: "function" }, args: readonly Operand[]): void {
    functions.push({ name: callee.name, literals: args.map(literalOf), offset: callee.offset, end: callee.end });
  }
}

function literalOf(operand: Operand): string | number | bigint | boolean | undefined {
  if (operand.k === "string" || operand.k === "bool") return operand.value;
  return operand.k === "number" ? operand.value.value : undefined;
}

function byOffset(a: Span, b: Span): number {
  return a.offset - b.offset;
}
