import { parseTemplate, references, type Template } from "@ingot/gotemplate";
import type { InterpolationFailure } from "./context.ts";
import { commonNames } from "./interpolate.ts";

/** A stretch of a text with `{{ }}` expressions. */
export type TextPiece =
  /** Plain text, after the trim markers around it have done their work. */
  | { readonly k: "text"; readonly text: string }
  /** One call with nothing but literal strings for arguments, such as `{{ user "region" }}`. */
  | { readonly k: "call"; readonly name: string; readonly args: readonly string[]; readonly source: string }
  /** Anything else, as it is written, and the functions that it calls. */
  | { readonly k: "other"; readonly source: string; readonly calls: readonly string[] };

/**
 * Takes a text apart at its `{{ }}` expressions, for readers who translate them. Comments are left out.
 *
 * @param ownFunctions the names of functions that are known beside the common ones, such as `clean_resource_name`
 * @returns the pieces in their order, or why the text cannot be read
 */
export function readPieces(
  text: string,
  ownFunctions: Iterable<string> = [],
): { readonly pieces: readonly TextPiece[] } | InterpolationFailure {
  if (!text.includes("{{")) return { pieces: text === "" ? [] : [{ k: "text", text }] };
  const { template, error } = parseTemplate(text, { functions: [...commonNames, ...ownFunctions] });
  if (error) return { error: error.message, offset: error.offset };
  // What is defined in one place may be used in any other: such a text is one piece.
  if (template.definitions.size > 0) return { pieces: [{ k: "other", source: text, calls: callsOf(template) }] };
  return { pieces: template.body.map((node) => pieceOf(node, template)) };
}

function pieceOf(node: Template["body"][number], template: Template): TextPiece {
  if (node.k === "text") return { k: "text", text: node.text };
  const source = template.text.slice(node.offset, node.end);
  const [command, ...others] = node.k === "action" && node.pipe.variables.length === 0 ? node.pipe.commands : [];
  const [callee, ...operands] = others.length === 0 ? (command?.operands ?? []) : [];
  const args = operands.flatMap((operand) => (operand.k === "string" ? [operand.value] : []));
  if (callee?.k === "function" && args.length === operands.length) {
    return { k: "call", name: callee.name, args, source };
  }
  return { k: "other", source, calls: callsOf({ ...template, body: [node] }) };
}

function callsOf(template: Template): readonly string[] {
  return [...new Set(references(template).functions.map(({ name }) => name))];
}
