import type { Template } from "./parse-template.ts";
import type { Body, Node } from "./syntax.ts";

/**
 * The same template, but what begins with a field of the data (`{{ .Name }}`, `{{ .Name | upper }}`) stays as it is
 * written, to be rendered another time. Conditions and loops are run as usual.
 */
export function keepFields(template: Template): Template {
  return { ...template, body: keepIn(template.body, template.text) };
}

/**
 * The opposite: only what begins with one of these fields is rendered, and all else stays as it is written.
 *
 * @param isKnown whether a field, by its first name, is to be rendered
 */
export function keepAllBut(template: Template, isKnown: (name: string) => boolean): Template {
  const { text } = template;
  const body = template.body.map((node) => {
    const field = firstField(node);
    return field !== undefined && isKnown(field) ? node : asWritten(node, text);
  });
  return { ...template, body };
}

function keepIn(body: Body, text: string): Body {
  return body.map((node) => {
    if (firstField(node) !== undefined) return asWritten(node, text);
    if ("body" in node) return { ...node, body: keepIn(node.body, text), otherwise: keepIn(node.otherwise, text) };
    return node;
  });
}

/** The field that an action begins with, without those below it. */
function firstField(node: Node): string | undefined {
  if (node.k !== "action" || node.pipe.variables.length > 0) return undefined;
  const first = node.pipe.commands[0]?.operands[0];
  return first?.k === "field" ? first.names[0] : undefined;
}

function asWritten({ offset, end }: Node, text: string): Node {
  return { k: "text", text: text.slice(offset, end), offset, end };
}
